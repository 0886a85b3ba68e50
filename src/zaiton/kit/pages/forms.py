"""How Django draws a form here: fields by our template, the rest by Django's own."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Label, hint, error and control in the house's order (``kit/field.html``)."""

    field_template_name = "kit/field.html"
