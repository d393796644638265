"""Who gets what at every address of casework."""

from izote.casework.tests.doors_after import DOORS as AFTER
from izote.casework.tests.doors_assessments import DOORS as ASSESSMENTS
from izote.casework.tests.doors_care import DOORS as CARE
from izote.casework.tests.doors_cases import DOORS as CASES
from izote.casework.tests.doors_plans import DOORS as PLANS
from izote.casework.tests.doors_referrals import DOORS as REFERRALS
from izote.casework.tests.doors_reports import DOORS as REPORTS

DOORS = [*CASES, *ASSESSMENTS, *PLANS, *CARE, *REFERRALS, *AFTER, *REPORTS]
