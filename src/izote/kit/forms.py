"""How forms are drawn."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws every form with the kit's templates."""

    form_template_name = "kit/form.html"
    formset_template_name = "kit/formset.html"
    field_template_name = "kit/field.html"
