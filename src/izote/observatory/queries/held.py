"""What a page of figures computed, held in this process until its office has new figures: the same for everybody who may read them."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import get_language

from izote.observatory.models import Vintage
from izote.observatory.queries.atlas import atlas
from izote.observatory.queries.chosen import Chosen

T = TypeVar("T")
MOST = 64
# what an address asks of the page, not of its figures
ASIDE = ("descarga", "tabla", "cursor")
_held: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()


def held(asked: Chosen, page: str, said: Mapping[str, str], make: Callable[[], T]) -> T:
    """What was computed for this office, language, day and address since its last signature; else what is computed now.

    Call it only for somebody who may read the observatory of that office: nobody is asked here.
    """
    last = Vintage.objects.filter(org_id=asked.org_id).order_by("-pk").values_list("pk", flat=True).first()
    words = tuple(sorted((name, value) for name, value in said.items() if name not in ASIDE))
    key = (asked.org_id, last, get_language(), timezone.localdate(), id(atlas(asked.country)), page, asked.indicator.code, words)
    with _lock:
        if key in _held:
            _held.move_to_end(key)
            return _held[key]
    made = make()
    with _lock:
        _held[key] = made
        while len(_held) > MOST:
            _held.popitem(last=False)
    return made
