"""What makes a new edition of the contents (kit/edition.py): any change of a row, but for those listed here.

A list of what does not count is safer than one of what does: whoever adds a model and forgets this file
has pages made anew too often, never stale ones.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save

from kit.edition import new_edition
from missions.signals import missions_changed

# What people keep, what the team signs in with, what machinery notes for itself: no page for everybody shows it.
APPS = {
    "account",
    "admin",
    "assessments",
    "auth",
    "contenttypes",
    "desk",
    "django_tasks_database",
    "kit",
    "learners",
    "mfa",
    "migrations",
    # Embeds, workshops and partners' own pages are kept nowhere.
    "partners",
    "sessions",
    "wagtailusers",
}
MODELS = {
    "missions.departure",
    "missions.importrun",
    "missions.missionevent",
    "missions.missionkey",
    "missions.missionreport",
    "missions.pairdecision",
    "search.figure",
    "search.indexreport",
    "search.pendingsync",
    "wagtailcore.modellogentry",
    "wagtailcore.pagelogentry",
    "wagtailcore.pagesubscription",
    "wagtailcore.referenceindex",
    "wagtailcore.revision",
    # Made while a page is shown for the first time, and the page shows it already.
    "wagtailimages.rendition",
    "wagtailsearch.indexentry",
}


def row_changed(sender: type[Model], **kwargs: Any) -> None:
    meta = sender._meta
    # Migrations write with models of their own, the first of them before there is an edition.
    if sender.__module__ != "__fake__" and meta.app_label not in APPS and meta.label_lower not in MODELS:
        new_edition()


def connect() -> None:
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(row_changed, dispatch_uid="portal.editions")
    # Many rows are written at once there, without a signal for each.
    missions_changed.connect(new_edition, dispatch_uid="portal.editions.missions")
