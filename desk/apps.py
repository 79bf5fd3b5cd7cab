from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class DeskConfig(AppConfig):
    name = "desk"
    default = True

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from desk import translations  # noqa: PLC0415

        translations.connect()


class UsersConfig(WagtailUsersAppConfig):
    """Wagtail's users, one account an address."""

    user_viewset = "desk.sign_in.users.TeamUserViewSet"
