"""The kit's own pages: its components, the theme, the key for drafts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from izote.kit import drafts, once, samples
from izote.kit.middleware import THEMES


def kit_sheet(request: HttpRequest) -> HttpResponse:
    """Every component with real words."""
    form = samples.SampleForm(samples.WRONG) if "errores" in request.GET else samples.SampleForm()
    return render(request, "kit/kit_sheet.html", {"form": form, **samples.content()})


def sample_slip(request: HttpRequest) -> HttpResponse:
    """The printed slip with an invented number."""
    return render(request, "kit/sample_slip.html", {"number": "A 27", "address": request.build_absolute_uri("/t/7K3Q2M")})


def sample_public(request: HttpRequest) -> HttpResponse:
    """A page for the public, with its quick exit."""
    return render(request, "kit/sample_public.html", {"form": samples.SampleForm()})


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says; kept in a cookie."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie("izote_theme", theme, max_age=31536000, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie("izote_theme")
    return response


@require_POST
def autosave_key(request: HttpRequest) -> HttpResponse:
    """The signed-in user's draft keys; with a token, whether that form was saved."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=403)
    user_id = int(request.user.pk)
    answer = drafts.keys_for(user_id)
    if token := request.POST.get("once", "")[:64]:
        answer["saved"] = once.was_saved(user_id, token, request.POST.get("path", ""))
    return JsonResponse(answer)


def error_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What was sent cannot be read."""
    return render(request, "400.html", status=400)


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The role does not allow it."""
    return render(request, "403.html", status=403)


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Nothing there, or nothing one may see: both look the same."""
    return render(request, "404.html", status=404)


def error_500(request: HttpRequest) -> HttpResponse:
    """Something failed; this page asks neither the database nor the session."""
    try:
        stylesheet = static("kit/izote.css")
    except ValueError:
        stylesheet = ""
    return HttpResponse(render_to_string("500.html", {"stylesheet": stylesheet}), status=500)
