from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from desk import translations  # noqa: PLC0415

        translations.connect()
