from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "kit"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from kit import pictures, restrictions  # noqa: PLC0415

        pictures.connect()
        restrictions.connect()
