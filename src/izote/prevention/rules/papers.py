"""How long a printed document is kept sealed for whoever asked for it; it can be made anew at any time."""

DAYS = {"prevention_assessmentdocument": 7, "prevention_warningpaper": 7, "prevention_yearlyreport": 30}
