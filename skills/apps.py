from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class SkillsConfig(AppConfig):
    name = "skills"

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from skills.naming import SENDERS, forget_names  # noqa: PLC0415

        for sender in SENDERS:
            post_save.connect(forget_names, sender=sender)
            post_delete.connect(forget_names, sender=sender)
