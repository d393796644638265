"""Who gets what at every address of the observatory."""

from izote.observatory.tests.doors_alarms import DOORS as ALARMS
from izote.observatory.tests.doors_loads import DOORS as LOADS
from izote.observatory.tests.doors_pages import DOORS as PAGES

DOORS = [*ALARMS, *LOADS, *PAGES]
