"""Who gets what at every address of the observatory."""

from izote.observatory.tests.doors_alarms import DOORS as ALARMS
from izote.observatory.tests.doors_bulletins import DOORS as BULLETINS
from izote.observatory.tests.doors_exports import DOORS as EXPORTS
from izote.observatory.tests.doors_loads import DOORS as LOADS
from izote.observatory.tests.doors_pages import DOORS as PAGES

DOORS = [*BULLETINS, *ALARMS, *LOADS, *PAGES, *EXPORTS]
