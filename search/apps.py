from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from search.signals import connect  # noqa: PLC0415

        connect()
