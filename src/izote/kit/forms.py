"""How forms are drawn."""

from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

TYPED = {"text", "email", "tel", "number", "url", "search", "date"}


def sent(request: HttpRequest) -> Any:
    """What was sent to a form, or nothing."""
    return request.POST if request.method == "POST" else None


class QuietBoundField(BoundField):
    """A field whose content the browser does not remember: the computer may be shared."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        if getattr(drawn, "input_type", "") in TYPED and "autocomplete" not in drawn.attrs:
            built.setdefault("autocomplete", "off")
        return built


class Renderer(TemplatesSetting):
    """Draws every form with the kit's templates."""

    form_template_name = "kit/form.html"
    formset_template_name = "kit/formset.html"
    field_template_name = "kit/field.html"
    bound_field_class = QuietBoundField
