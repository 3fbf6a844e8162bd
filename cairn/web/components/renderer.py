"""How forms are drawn: name this class in the setting FORM_RENDERER, and install `django.forms`."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class CairnRenderer(TemplatesSetting):
    """`{{ form }}` and `{{ form.name.as_field_group }}` become the questions of the design system."""

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
