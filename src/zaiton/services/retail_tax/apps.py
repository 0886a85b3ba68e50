"""The Django application of this service."""

from django.apps import AppConfig


class RetailTaxConfig(AppConfig):
    """Retail tax as Django sees it."""

    name = "zaiton.services.retail_tax"
    label = "retail_tax"
    default_auto_field = "django.db.models.BigAutoField"
