"""Services as documents of Open Referral's Human Services Data Specification 3.0, with capacity as 3.1 has it."""

import datetime as dt
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from django.utils.translation import override

from izote.partners import rules
from izote.partners.models import Institution, Location, Schedule, Service
from izote.territory.models import Place
from izote.territory.queries import gazetteer

VERSION = "3.0"
PROFILE = "https://docs.openreferral.org/en/3.0/hsds/"
OPENAPI = "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json"
SPACE = uuid5(NAMESPACE_URL, "https://izote.example/hsds")
UTC_OFFSET = -6
NEEDS, TRAITS = "needs", "traits"
TAXONOMIES = {
    NEEDS: ("Necesidades", "Lo que una persona que retorna puede necesitar."),
    TRAITS: ("Condiciones de atención", "Lo que conviene saber antes de llegar."),
}
NESTED = frozenset(
    {"organization", "phones", "schedules", "service_areas", "service_at_locations", "languages", "required_documents", "attributes"}
    | {"capacities"}
)


def made(*parts: object) -> str:
    """The same UUID for the same thing, every time."""
    return str(uuid5(SPACE, "/".join(str(part) for part in parts)))


def filled(**fields: Any) -> dict[str, Any]:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def taxonomy(code: str) -> dict[str, Any]:
    """One of the two lists of words."""
    name, description = TAXONOMIES[code]
    return {"id": made("taxonomy", code), "name": name, "description": description, "version": "1"}


def taxonomies() -> list[dict[str, Any]]:
    """Both lists of words."""
    return [taxonomy(code) for code in TAXONOMIES]


def term(code: str, word: str) -> dict[str, Any]:
    """One word of a taxonomy, in Spanish."""
    entry = rules.words(code)[word]
    known = {"code": word, "name": entry.es, "description": entry.row.get("about_es") or entry.es, "language": "es"}
    return {"id": made("term", code, word), **known, "taxonomy": TAXONOMIES[code][0], "taxonomy_id": made("taxonomy", code)}


def terms() -> list[dict[str, Any]]:
    """Every word of both taxonomies."""
    return [term(code, word) for code in TAXONOMIES for word in rules.words(code)]


def need_of(term_id: UUID) -> str:
    """The need that a term stands for, if it stands for one."""
    return next((word for word in rules.words(NEEDS) if made("term", NEEDS, word) == str(term_id)), "")


def service_document(service: Service) -> dict[str, Any]:
    """The whole of a service as it may be read by everybody: no person, no address that is confidential."""
    pk = str(service.pk)
    with override("es"):
        return filled(
            id=pk,
            organization_id=str(service.institution_id),
            name=service.name,
            description=service.description,
            url=service.url,
            email=service.email,
            status=service.status,
            interpretation_services=rules.label("languages", "lessa") if "lessa" in service.languages else "",
            application_process=service.application,
            fees_description=service.fees,
            wait_time=service.wait_time,
            eligibility_description=service.eligibility,
            minimum_age=service.minimum_age,
            maximum_age=service.maximum_age,
            assured_date=_day(service.verified_on),
            alert=service.alert,
            last_modified=_moment(service.updated_at),
            organization=organization_document(service.institution),
            phones=_phones(service),
            schedules=[_schedule(row) for row in service.schedules.all()],
            service_areas=[_area(pk, row.place) for row in service.areas.all()] or _whole_country(service),
            service_at_locations=[_at_location(service, row) for row in service.locations.all()],
            languages=[_language(pk, code) for code in service.languages],
            required_documents=_documents(service),
            attributes=_attributes(service),
            capacities=_capacities(service),
        )


def organization_document(institution: Institution) -> dict[str, Any]:
    """An institution as HSDS says it."""
    kind = rules.words("kinds")[institution.kind].es if institution.kind in rules.words("kinds") else institution.kind
    return filled(
        id=str(institution.pk),
        name=institution.name,
        alternate_name=institution.short_name,
        description=institution.description or kind,
        website=institution.website,
        legal_status=kind,
    )


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _moment(at: dt.datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="milliseconds") if at else ""


def _phones(service: Service) -> list[dict[str, Any]]:
    read = [rules.read_phone(line) for line in service.phones]
    pk = str(service.pk)
    return [
        filled(id=made("phone", pk, number), service_id=pk, number=rules.dialled(number), type="voice", description=note)
        for number, note in read
        if number
    ]


def _schedule(row: Schedule) -> dict[str, Any]:
    return filled(
        id=str(row.pk),
        service_id=str(row.service_id),
        valid_from=_day(row.valid_from),
        valid_to=_day(row.valid_to),
        timezone=UTC_OFFSET,
        freq="MONTHLY" if row.week else "WEEKLY",
        byday=rules.byday(row.days, row.week),
        opens_at=f"{row.opens_at:%H:%M}-06:00" if row.opens_at else "",
        closes_at=f"{row.closes_at:%H:%M}-06:00" if row.closes_at else "",
    )


def _area(pk: str, place: Place) -> dict[str, Any]:
    return {"id": made("area", pk, place.code), "service_id": pk, "name": place.name, "extent": place.code, "extent_type": "text"}


def _whole_country(service: Service) -> list[dict[str, Any]]:
    if not service.nationwide:
        return []
    pk = str(service.pk)
    return [{"id": made("area", pk, "SV"), "service_id": pk, "name": "El Salvador", "extent": "SV", "extent_type": "text"}]


def _at_location(service: Service, row: Location) -> dict[str, Any]:
    link = {"service_id": str(service.pk), "location_id": str(row.pk)}
    return {"id": made("at", service.pk, row.pk), **link, "location": _location(service, row)}


def _location(service: Service, row: Location) -> dict[str, Any]:
    """A place to go to; of a confidential one only that it exists."""
    pk = str(row.pk)
    if row.confidential:
        return {"id": pk, "location_type": "virtual", "name": rules.words(TRAITS)["address_withheld"].es}
    access = [
        {"id": made("access", pk, code), "location_id": pk, "description": rules.words("accessibility")[code].es}
        for code in service.accessibility
        if code in rules.words("accessibility")
    ]
    return filled(
        id=pk,
        location_type=row.kind,
        name=row.name,
        transportation=service.transport,
        latitude=row.place.latitude if row.place and not row.address else None,
        longitude=row.place.longitude if row.place and not row.address else None,
        addresses=[_address(row)] if row.address and row.place else [],
        accessibility=access,
    )


def _address(row: Location) -> dict[str, Any]:
    """Salvadorans use no postal code: the code of the district stands for it."""
    place: Any = row.place
    index = gazetteer()
    here = index.at.get(place.pk)
    wider = sorted(index.above(here, None), key=lambda n: index.entries[n].rank) if here is not None else []
    names = [index.entries[n].name for n in wider]
    return filled(
        id=made("address", row.pk),
        location_id=str(row.pk),
        address_1=row.address,
        city=place.name,
        region=names[1] if len(names) > 1 else "",
        state_province=names[0] if names else place.name,
        postal_code=place.code,
        country="SV",
        address_type="postal" if row.kind == Location.Kind.POSTAL else "physical",
    )


def _language(pk: str, code: str) -> dict[str, Any]:
    entry = rules.words("languages").get(code)
    return filled(id=made("language", pk, code), service_id=pk, name=entry.es if entry else code, code=entry.row["iso"] if entry else "")


def _documents(service: Service) -> list[dict[str, Any]]:
    pk = str(service.pk)
    named = [rules.words("documents")[code].es for code in service.documents if code in rules.words("documents")]
    asked = [*named, *([service.documents_note] if service.documents_note else [])]
    return [{"id": made("document", pk, words), "service_id": pk, "document": words} for words in asked]


def _attributes(service: Service) -> list[dict[str, Any]]:
    withheld = any(row.confidential for row in service.locations.all())
    traits = {
        "walk_in": service.walk_in,
        "survivors": service.survivors,
        "needs_dui": ("yes" if "dui" in service.documents else "no") if service.documents else "",
        "gender": service.gender,
        "address_withheld": "yes" if withheld else "",
        "health_unit": "yes" if service.health_unit else "",
        "transport": service.transport,
    }
    said = [(NEEDS, need, "") for need in service.needs if need in rules.words(NEEDS)]
    said += [(TRAITS, trait, value) for trait, value in traits.items() if value]
    return [_attribute(str(service.pk), *one) for one in said]


def _attribute(pk: str, code: str, word: str, value: str) -> dict[str, Any]:
    found = term(code, word) | {"taxonomy_detail": taxonomy(code)}
    return filled(
        id=made("attribute", pk, code, word),
        link_id=pk,
        link_entity="service",
        taxonomy_term_id=found["id"],
        value=value,
        taxonomy_term=found,
    )


def _capacities(service: Service) -> list[dict[str, Any]]:
    """HSDS 3.1; readers of 3.0 pass over it."""
    if service.capacity_available is None or service.capacity_updated_at is None:
        return []
    pk, unit = str(service.pk), service.capacity_unit or "lugares"
    counted = {"available": service.capacity_available, "updated": _moment(service.capacity_updated_at)}
    return [
        filled(id=made("capacity", pk), service_id=pk, unit={"id": made("unit", unit), "name": unit}, maximum=service.capacity_maximum)
        | counted
    ]


def minimal(document: dict[str, Any]) -> dict[str, Any]:
    """The identifiers and names of a document alone."""
    kept = ("id", "organization_id", "name", "description", "status")
    return {name: document[name] for name in kept if name in document}


def direct(document: dict[str, Any]) -> dict[str, Any]:
    """A document without what is nested in it."""
    return {name: value for name, value in document.items() if name not in NESTED}
