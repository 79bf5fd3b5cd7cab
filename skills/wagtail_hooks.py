"""The framework is fixed: deleting many at once asks Django's permissions only, so it is stopped here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from skills.models import Family, Skill


@hooks.register("before_delete_snippet")
def keep_the_framework(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    kept = next((instance for instance in instances if isinstance(instance, (Family, Skill))), None)
    if kept is None:
        return None
    messages.error(request, _("Le référentiel ne perd rien : change ses textes, ses compétences et ses familles restent."))
    return redirect(kept.snippet_viewset.get_url_name("list"))
