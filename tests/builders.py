"""Builders of tests: persons made through the same actions as the pages."""

from typing import Any

from izote.access.context import acting_as


def person(by: Any, org: Any, **fields: Any) -> Any:
    """A person registered by somebody in an office."""
    from izote.people.actions import register_person

    given = {"first_name": "Marta", "first_surname": "Hernández", "second_surname": "López", "sex": "F", "birth_year": 1990, **fields}
    with acting_as(by.pk):
        return register_person(org=org, by=by, **given)
