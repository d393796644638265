"""The components as template tags; /kit/ shows each of them."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from izote.kit import pictures
from izote.kit import qr as codes

register = template.Library()
TONES = {"plain", "good", "warn", "bad", "info"}


def tone_of(name: str) -> str:
    """A tone that the stylesheet knows."""
    return name if name in TONES else "plain"


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is one single box to tick."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag(takes_context=True)
def here(context: Context, url: str) -> bool:
    """Whether the page shown lies under this address."""
    request = context.get("request")
    return bool(request and url and (request.path == url or (url != "/" and request.path.startswith(url))))


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Label, hint, error and control of one field."""
    return bound.as_field_group()


@register.inclusion_tag("kit/errors.html")
def errors(form: forms.BaseForm) -> dict[str, Any]:
    """The list of what must be corrected, each a link to its field."""
    return {"form": form, "fields": [bound for bound in form if bound.errors]}


@register.simple_tag
def button(label: str, kind: str = "", name: str = "", value: str = "", disabled: bool = False) -> SafeString:
    """A button that submits its form."""
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html('<button class="button {}"{}{}>{}</button>', kind, named, " disabled" if disabled else "", label)


@register.simple_tag
def link_button(url: str, label: str, kind: str = "quiet") -> SafeString:
    """A link that looks like a button."""
    return format_html('<a class="button {}" href="{}">{}</a>', kind, url, label)


@register.simple_tag
def tag(label: str, tone: str = "plain") -> SafeString:
    """A short state in words; the colour and the shape only repeat it."""
    return format_html('<span class="tag {}">{}</span>', tone_of(tone), label)


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A box that says something about this page."""
    head = format_html("<strong>{}</strong>", title) if title else ""
    return format_html('<div class="notice {}">{}<div>{}</div></div>', tone_of(tone), head, content)


@register.simple_block_tag
def empty(content: str, title: str = "") -> SafeString:
    """What stands where a list has nothing to show."""
    return SafeString(render_to_string("kit/empty.html", {"title": title, "content": content}))


@register.inclusion_tag("kit/table.html")
def table(columns: Iterable[str], rows: Iterable[Iterable[object]], caption: str = "") -> dict[str, Any]:
    """A simple table; a cell may be safe HTML. On a phone each row becomes a card."""
    heads = list(columns)
    return {"columns": heads, "rows": [list(zip(heads, row, strict=True)) for row in rows], "caption": caption}


@register.inclusion_tag("kit/pager.html", takes_context=True)
def pager(context: Context, page: object) -> dict[str, Any]:
    """Links to the previous and the next page of a keyset list."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is not None:
        query.pop("cursor", None)
    return {"page": page, "query": query.urlencode() if query else ""}


@register.inclusion_tag("kit/facts.html")
def facts(pairs: Mapping[str, object] | Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Terms and their values; an empty value reads as a dash."""
    return {"pairs": list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs)}


@register.inclusion_tag("kit/progress.html")
def progress(done: int, total: int, label: str) -> dict[str, Any]:
    """How far a job is."""
    share = 0 if total <= 0 else min(100, done * 100 // total)
    return {"done": done, "total": total, "label": label, "share": share}


@register.inclusion_tag("kit/refresh.html")
def refresh(seconds: int = 3) -> dict[str, Any]:
    """For the head of a page that waits: it asks again by itself."""
    return {"seconds": seconds}


@register.inclusion_tag("kit/steps.html")
def steps(labels: Iterable[str], current: int) -> dict[str, Any]:
    """The steps of a task; `current` counts from one."""
    return {"steps": [(label, "done" if n < current else "now" if n == current else "next") for n, label in enumerate(labels, 1)]}


@register.inclusion_tag("kit/search.html", takes_context=True)
def search_box(context: Context, url: str, label: str, value: str = "", name: str = "text", method: str = "post") -> dict[str, Any]:
    """One box that searches; by POST, so that what is typed stays out of logs and history."""
    return {"url": url, "label": label, "value": value, "name": name, "method": method, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("kit/timeline.html")
def timeline(events: Iterable[Mapping[str, object]]) -> dict[str, Any]:
    """What happened, newest first: events with `at`, `title` and, where there is more to say, `text` and `by`."""
    return {"events": events}


@register.simple_block_tag
def figure(content: str, title: str, columns: Iterable[str] = (), rows: Iterable[Iterable[object]] = (), source: str = "") -> SafeString:
    """A picture with the table it was drawn from."""
    shown = {"title": title, "picture": content, "columns": list(columns), "rows": [list(row) for row in rows], "source": source}
    return SafeString(render_to_string("kit/figure.html", shown))


@register.simple_tag
def bars(rows: Iterable[tuple[object, float | None]], title: str, first: str = "", second: str = "", source: str = "") -> SafeString:
    """Bars with the table they were drawn from."""
    kept = list(rows)
    columns = [first or _("Category"), second or _("Count")]
    shown = [[word, "—" if value is None else value] for word, value in kept]
    context = {"title": title, "picture": pictures.bars(kept, title), "columns": columns, "rows": shown, "source": source}
    return SafeString(render_to_string("kit/figure.html", context))


@register.simple_tag
def qr(text: str, label: object = _("QR code")) -> SafeString:
    """A QR code as inline SVG."""
    return codes.svg(text, str(label))


@register.simple_tag
def once() -> SafeString:
    """The hidden field that makes a second sending of the same form harmless."""
    return format_html('<input type="hidden" name="once" value="{}">', secrets.token_urlsafe(18))


@register.simple_tag(takes_context=True)
def autosave(context: Context, name: str, notice: str = "autosave-notice") -> SafeString:
    """The attributes of a form whose draft is kept, sealed, on the device of the user who is signed in."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return SafeString("")
    kept = 'autocomplete="off" data-autosave="{}" data-autosave-key="{}" data-autosave-notice="{}"'
    return format_html(kept, name, reverse("autosave_key"), notice)
