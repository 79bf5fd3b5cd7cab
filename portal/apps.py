from django.apps import AppConfig

from portal import checks  # noqa: F401 (registers them)


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from portal import editions  # noqa: PLC0415

        editions.connect()
