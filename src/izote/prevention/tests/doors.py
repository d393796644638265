"""Who gets what at every address of prevention."""

from izote.prevention.tests.doors_assessments import DOORS as ASSESSMENTS
from izote.prevention.tests.doors_figures import DOORS as FIGURES

DOORS = [*ASSESSMENTS, *FIGURES]
