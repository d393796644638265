"""Who gets what at every address of the observatory."""

from izote.observatory.tests.doors_loads import DOORS as LOADS
from izote.observatory.tests.doors_pages import DOORS as PAGES

DOORS = [*LOADS, *PAGES]
