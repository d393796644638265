"""Who gets what at every address of prevention."""

from izote.prevention.tests.doors_assessments import DOORS as ASSESSMENTS
from izote.prevention.tests.doors_figures import DOORS as FIGURES
from izote.prevention.tests.doors_proposals import DOORS as PROPOSALS
from izote.prevention.tests.doors_recommendations import DOORS as RECOMMENDATIONS
from izote.prevention.tests.doors_signals import DOORS as SIGNALS
from izote.prevention.tests.doors_territory import DOORS as TERRITORY
from izote.prevention.tests.doors_warnings import DOORS as WARNINGS

DOORS = [*ASSESSMENTS, *FIGURES, *PROPOSALS, *RECOMMENDATIONS, *SIGNALS, *TERRITORY, *WARNINGS]
