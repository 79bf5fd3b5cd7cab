from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from wagtail.signals import page_published, page_unpublished, post_page_move


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from home.frame import SENDERS, forget  # noqa: PLC0415

        for sender in SENDERS:
            post_save.connect(forget, sender=sender)
            post_delete.connect(forget, sender=sender)
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(forget, dispatch_uid="home.frame")
