from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MissionsConfig(AppConfig):
    name = "missions"
    verbose_name = _("Missions")

    def ready(self) -> None:
        import_module("missions.receivers")
        import_module("missions.quality.receivers")
