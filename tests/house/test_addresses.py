"""Each name of an address leads to one view, and each address answers itself."""

import re
from collections import defaultdict

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

SAMPLES = {
    "int": "7",
    "slug": "a-b",
    "str": "a.b",
    "uuid": "6a3c2a4e-0d2f-4a57-9c52-3f1c6f2b8d11",
    "code": "ZAC-2222-3",
    "source_code": "F-2222",
}


def ours(resolver=None, before=""):
    """Every address of the project's own views, written out from the root."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from ours(entry, route)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith("izote."):
            yield route, entry


def filled(route):
    """The route with a value of the right sort in each place left open."""
    return re.sub(r"<(?:(\w+):)?\w+>", lambda gap: SAMPLES[gap[1] or "str"], route)


def view_of(entry):
    return f"{entry.callback.__module__}.{entry.callback.__name__}"


def test_a_name_leads_to_one_view():
    """Two rooms with the same name: reverse() takes whichever it finds."""
    views = defaultdict(set)
    for _, entry in ours():
        views[entry.name].add(view_of(entry))
    assert not {name: sorted(found) for name, found in views.items() if len(found) > 1}


def test_no_other_address_answers_first():
    """A written address is not hidden behind one with room for any word."""
    hidden = {}
    for route, _ in ours():
        address = "/" + filled(route)
        try:
            found = resolve(address)
        except Resolver404:
            found = None
        if found is None or found.route != route:
            hidden[route] = found and found.route
    assert not hidden
