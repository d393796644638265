"""Where one lands, and a refusal."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Where each role lands."""
    return render(request, "access/home.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long: a sentence, not a code."""
    return render(request, "access/csrf_failure.html", status=403)
