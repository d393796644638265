"""Papers that leave the office: in the person's language, as files that nothing keeps."""

from django.conf import settings
from django.http import HttpResponse

from izote.people.models import Person

SPOKEN = {code for code, _ in settings.LANGUAGES}


def language_of(person: Person | None) -> str:
    """The person's language as far as the program speaks it, else Spanish."""
    return person.language if person and person.language in SPOKEN else settings.LANGUAGE_CODE


def download(content: bytes, name: str, kind: str = "application/pdf") -> HttpResponse:
    """A file to keep or to print."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
