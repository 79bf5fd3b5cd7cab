from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from assessments.signals import device_erased
from learners.elsewhere import asked_what_is_kept


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = _("Partenaires")

    def ready(self) -> None:
        # Models can be imported only once the apps are loaded.
        from partners.workshops import forget_device, tell  # noqa: PLC0415

        device_erased.connect(forget_device)
        asked_what_is_kept.connect(tell)
