from django.apps import AppConfig

from portal import checks  # noqa: F401 (registers them)


class PortalConfig(AppConfig):
    name = "portal"
