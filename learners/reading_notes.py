"""A mission's note in the file people take along, read (learners/FORMAT.md)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.lived import MOST_SIGNS, QUESTIONS, Note, State
from learners.reading_fields import BadRow, is_whole, moment, only_fields, slug

_FIELDS = {"mission", "title", "organisation", "skills", "twin", "state", "done", "used", "said", "when"}
MOST_SKILLS = 20


def read_note(row: Any, now: datetime) -> Note:
    """The note a row tells. Raises BadRow with the reason in the reader's words."""
    only_fields(row, _FIELDS)
    if not is_whole(row["mission"]) or not 0 < row["mission"] < 2**53:
        raise BadRow(_("Ce n'est pas le numéro d'une mission."))
    if row["state"] not in list(State):
        raise BadRow(_("Ce n'est ni prévu, ni en cours, ni fait, ni arrêté."))
    if (row["state"] == State.DONE) != (row["done"] is not None):
        raise BadRow(_("Une mission faite a une date, les autres n'en ont pas."))
    return Note(
        mission=row["mission"],
        title=_text(row["title"], 250),
        organisation=_text(row["organisation"], 250),
        skills=_slugs(row["skills"]),
        twin=_text(row["twin"], 800),
        state=State(row["state"]),
        when=moment(row["when"], now),
        done=moment(row["done"], now) if row["done"] else None,
        used=_slugs(row["used"]),
        said=_said(row["said"]),
    )


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise BadRow(_("Un texte est trop long ou abîmé."))
    return value


def _slugs(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_SKILLS:
        raise BadRow(_("Les compétences ne sont pas une liste courte."))
    return tuple(dict.fromkeys(slug(one) for one in value))


def _said(value: Any) -> dict[str, str]:
    only_fields(value, set(QUESTIONS))
    return {name: _text(value[name], MOST_SIGNS) for name in QUESTIONS}
