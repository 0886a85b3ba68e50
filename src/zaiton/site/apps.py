"""Django's name for the site: the portal, help, errors and the server."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Tells the kit about every module once the apps are ready."""

    name = "zaiton.site"
    label = "site"

    def ready(self) -> None:
        from .discovery import manifests

        manifests()
