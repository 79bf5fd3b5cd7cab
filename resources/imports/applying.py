"""What a file would do, and doing it: the same code, so that the dry run tells the truth.

A page is known by its language and its slug. Only filled cells count: an empty one leaves what is there. Pages are
drafts; who may not publish sends them to review with the same step. Each row stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from time import monotonic
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from resources.demo_content import skill_rows, stream_of
from resources.imports.columns import BY_NAME, COLUMNS
from resources.imports.rows import Problem, Reader
from resources.imports.tables import Row, Table
from resources.models import PAGE_MODELS, Kind, Resource, ResourceIndexPage
from skills.models import Skill

PLAIN = ("title", "summary", "minutes", "licence", "author", "source_title", "source_url", "video_url")
# A page's field -> the column that fills it, where the names differ.
COLUMN_OF = {"source_title": "source", "source_url": "url", "video_url": "url", "body": "text", "skill_rows": "skills"}
# Set once the page stands in the tree, or a copy of another field.
_PLACED_LATER = ("path", "depth", "url_path", "locale", "content_type", "translation_key", "draft_title")
_DRAFTAIL_KEY = re.compile(r' data-block-key="[^"]*"')


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Change:
    column: str
    before: str
    after: str

    @property
    def heading(self) -> str:
        return BY_NAME[self.column].heading


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of one row. `page`: the page's id once it is there."""

    line: int
    state: State
    title: str = ""
    slug: str = ""
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    page: int | None = None


class Import:
    """A table for one person; None is the command line, which may do everything. `written`: pages saved so far."""

    def __init__(self, table: Table, user: Any = None) -> None:
        self.table, self.user, self.written = table, user, 0
        self.slugs = dict(Skill.objects.values_list("pk", "slug"))
        self.indexes = {
            page.locale.language_code: page for page in ResourceIndexPage.objects.select_related("locale").order_by("-path")
        }

    def plan(self) -> list[Outcome]:
        """What `apply` would do now; nothing is written."""
        return list(self._outcomes(0))

    def apply(self, seconds: float = inf) -> list[Outcome]:
        """Row by row for so long; what is left after that is only planned, and done by the next call."""
        return list(self._outcomes(seconds))

    def _outcomes(self, seconds: float) -> Iterator[Outcome]:
        reader = Reader()
        read = [(row, *reader.read(row)) for row in self.table.rows]
        known = self._known([data.get("slug", "") for _row, data, _problems in read])
        seen: dict[tuple[str, str], int] = {}
        end = monotonic() + seconds
        for row, data, problems in read:
            key = (data["language"], data.get("slug", ""))
            if key[1] and key in seen:
                reason = _("La ligne %(line)d parle de la même page.") % {"line": seen[key]}
                problems.append(Problem(row.line, "slug", key[1], reason))
            seen.setdefault(key, row.line)
            yield self._outcome(row, data, problems, known.get(key), write=monotonic() < end)

    def _known(self, slugs: list[str]) -> dict[tuple[str, str], Resource]:
        """The pages the rows speak of, by language and slug, as their latest draft."""
        found = {
            (language, page.slug): page
            for language, index in self.indexes.items()
            for page in Resource.objects.child_of(index).filter(slug__in=slugs).specific()
        }
        drafts = Revision.objects.in_bulk([page.latest_revision_id for page in found.values() if page.latest_revision_id])
        return {
            key: page.with_content_json(drafts[page.latest_revision_id].content) if page.latest_revision_id else page
            for key, page in found.items()
        }

    def _outcome(self, row: Row, data: dict[str, Any], problems: list[Problem], known: Resource | None, write: bool) -> Outcome:
        outcome = Outcome(row.line, State.REFUSED, data.get("title", known.title if known else ""), data.get("slug", ""))
        problems = [*problems, *self._gates(row, data, known)]
        if problems:
            return replace(outcome, problems=tuple(problems))
        page = known or self._new(data)
        if "url" in data:
            # A video's address is what it shows, another's is where it comes from.
            data["video_url" if page.kind == Kind.VIDEO else "source_url"] = data.pop("url")
        try:
            changes = tuple(self._fill(page, data))
            if known and not changes:
                return replace(outcome, state=State.UNCHANGED, page=known.pk)
            page.full_clean(exclude=_PLACED_LATER)
            if write:
                self._write(page, self.indexes[data["language"]], is_new=known is None)
                self.written += 1
        except ValidationError as error:
            return replace(outcome, problems=tuple(_problems(row, error)))
        return replace(outcome, state=State.CHANGED if known else State.NEW, changes=changes if known else (), page=page.pk)

    def _gates(self, row: Row, data: dict[str, Any], known: Resource | None) -> Iterator[Problem]:
        """What has nothing to do with the page's texts: is it complete, and may this person?"""
        index = self.indexes.get(data["language"])
        if index is None:
            yield Problem(row.line, "language", data["language"], _("Il n'y a pas de liste de ressources dans cette langue."))
            return
        if known is None:
            for column in COLUMNS:
                if column.required and column.name not in row.values:
                    yield Problem(row.line, column.name, "", _("À remplir pour une nouvelle page."))
            if self.user and not index.permissions_for_user(self.user).can_add_subpage():
                yield Problem(row.line, "language", data["language"], _("Il faut avoir le droit d'ajouter des pages ici."))
            return
        if data.get("kind", known.kind) != known.kind:
            yield Problem(row.line, "kind", row.values["kind"], _("La page déjà à cette adresse a un autre format."))
        if self.user:
            allowed = known.permissions_for_user(self.user)
            if not allowed.can_edit():
                yield Problem(row.line, "slug", known.slug, _("Cette page existe, et il faut avoir le droit de la modifier."))
            elif allowed.page_locked():
                yield Problem(row.line, "slug", known.slug, _("Cette page est verrouillée ou en relecture."))

    def _new(self, data: dict[str, Any]) -> Resource:
        index = self.indexes[data["language"]]
        return PAGE_MODELS[data["kind"]](slug=data["slug"], locale=index.locale, owner=self.user, live=False)

    def _fill(self, page: Any, data: dict[str, Any]) -> Iterator[Change]:
        """Set on the page what the row says, and tell what that changes."""
        for name in PLAIN:
            if name in data and getattr(page, name, "") != data[name]:
                yield Change(COLUMN_OF.get(name, name), str(getattr(page, name, "") or ""), str(data[name]))
                setattr(page, name, data[name])
        if "skills" in data:
            before = "; ".join(f"{self.slugs[row.skill_id]}:{row.level}:{row.weight}" for row in page.skill_rows.all())
            after = "; ".join(f"{row['skill']}:{row['level']}:{row['weight']}" for row in data["skills"])
            if before != after:
                yield Change("skills", before, after)
                page.skill_rows.set(skill_rows(data))
        if "tags" in data and (before := ", ".join(sorted(page.keywords))) != (after := ", ".join(sorted(data["tags"]))):
            yield Change("tags", before, after)
            page.tags.set(data["tags"])
        if "body" in data:
            yield from _fill_body(page, data["body"])

    @transaction.atomic
    def _write(self, page: Resource, index: ResourceIndexPage, is_new: bool) -> None:
        if is_new:
            # Anew, as the rows before have changed it.
            Page.objects.get(pk=index.pk).add_child(instance=page)
        revision = page.save_revision(user=self.user, log_action=not is_new, clean=False)
        if is_new:
            log(instance=page, action="wagtail.create", user=self.user, revision=revision, content_changed=True)
        workflow = page.get_workflow()
        if self.user and workflow and not page.workflow_in_progress and not page.permissions_for_user(self.user).can_publish():
            workflow.start(page, self.user)


def _fill_body(page: Any, body: list[dict[str, Any]]) -> Iterator[Change]:
    """Replace a body that is plain text; one that an editor has built of several blocks stays, and the row is refused."""
    blocks = [(block.block_type, block.value) for block in page.body]
    before = _DRAFTAIL_KEY.sub("", blocks[0][1].source) if len(blocks) == 1 and blocks[0][0] == "text" else ""
    after = body[0]["text"]
    if before == after:
        return
    if blocks and not before:
        message = _("La page a des images, des encadrés ou d'autres blocs : laisser la case vide, et corriger dans l'éditeur.")
        raise ValidationError({"body": message})
    yield Change("text", before, after)
    page.body = stream_of(body)


def _problems(row: Row, error: ValidationError) -> Iterable[Problem]:
    for field, messages in error.message_dict.items():
        column = COLUMN_OF.get(field, field)
        yield Problem(row.line, column, row.values.get(column, ""), " ".join(messages))
