"""Which of a partner's columns says which of our fields: a `Source.mapping`, as an editor wrote it in the admin.

`{"rows": "data.items", "fields": {"title": {"from": "Intitulé"}, "type": {"fixed": "benevolat"},
"remote": {"from": "Télétravail", "values": {"Oui": "possible"}}}}`; a text alone stands for {"from": text}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.choices import CompensationType, CompensationUnit, Domain, MissionType, Remote
from missions.feeds import values
from missions.feeds.feed import FeedUnreadable
from missions.text import fold

FIELDS = {
    "clientId": gettext_lazy("identifiant de la mission"),
    "title": gettext_lazy("titre"),
    "description": gettext_lazy("description"),
    "applicationUrl": gettext_lazy("adresse pour postuler"),
    "organizationName": gettext_lazy("nom de l'organisation"),
    "organizationClientId": gettext_lazy("identifiant de l'organisation"),
    "organizationUrl": gettext_lazy("site de l'organisation"),
    "organizationDescription": gettext_lazy("description de l'organisation"),
    "publisherName": gettext_lazy("nom de la plateforme"),
    "publisherUrl": gettext_lazy("adresse de la plateforme"),
    "street": gettext_lazy("rue"),
    "postalCode": gettext_lazy("code postal"),
    "city": gettext_lazy("commune"),
    "departmentCode": gettext_lazy("code du département"),
    "region": gettext_lazy("région"),
    "country": gettext_lazy("pays"),
    "lat": gettext_lazy("latitude"),
    "lon": gettext_lazy("longitude"),
    "lonlat": gettext_lazy("longitude et latitude ensemble"),
    "addresses": gettext_lazy("liste de lieux (JSON)"),
    "domain": gettext_lazy("domaine"),
    "activity": gettext_lazy("activité"),
    "type": gettext_lazy("type"),
    "remote": gettext_lazy("à distance"),
    "schedule": gettext_lazy("rythme"),
    "startAt": gettext_lazy("début"),
    "endAt": gettext_lazy("fin"),
    "postedAt": gettext_lazy("date de publication"),
    "places": gettext_lazy("nombre de places"),
    "openToMinors": gettext_lazy("ouverte aux mineurs"),
    "reducedMobilityAccessible": gettext_lazy("accessible à mobilité réduite"),
    "audience": gettext_lazy("public"),
    "requirements": gettext_lazy("prérequis"),
    "softSkills": gettext_lazy("savoir-être"),
    "tags": gettext_lazy("mots-clés"),
    "compensationAmount": gettext_lazy("indemnité"),
    "compensationAmountMax": gettext_lazy("indemnité maximale"),
    "compensationUnit": gettext_lazy("unité de l'indemnité"),
    "compensationType": gettext_lazy("brut ou net"),
}
REQUIRED = ("clientId", "title", "description", "applicationUrl", "organizationName")
CLOSED_LISTS = {
    "domain": tuple(Domain.values),
    "type": tuple(MissionType.values),
    "remote": tuple(Remote.values),
    "openToMinors": ("yes", "no"),
    "reducedMobilityAccessible": ("yes", "no"),
    "compensationUnit": tuple(CompensationUnit.values),
    "compensationType": tuple(CompensationType.values),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Where one field comes from: a column or path, or a value that is always the same; words translated."""

    source: str = ""
    fixed: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def value(self, row: Mapping[str, Any]) -> Any:
        found = value_at(row, self.source) if self.source else None
        found = [self._translated(one) for one in found] if isinstance(found, list) else self._translated(found)
        return self.fixed if self.fixed and found in (None, "", []) else found

    def _translated(self, value: Any) -> Any:
        if not self.words or isinstance(value, (dict, list)):
            return value
        return self.words.get(fold(values.text(value)), value)


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """`rows` is the path of the list in a JSON document; `rules` by our fields' names."""

    rows: tuple[str, ...]
    rules: Mapping[str, Rule]

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys(rule.source for rule in self.rules.values() if rule.source))

    def row(self, theirs: Mapping[str, Any]) -> dict[str, Any]:
        """A partner's row in our fields."""
        return {name: value for name, rule in self.rules.items() if (value := rule.value(theirs)) not in (None, "")}

    def their_name(self, ours: str) -> str:
        """The column that a field comes from, for who must correct it."""
        rule = self.rules.get(ours)
        return rule.source if rule and rule.source else ours

    def missing(self, columns: Iterable[str]) -> list[str]:
        """The columns that the mapping counts on and a table does not have."""
        known = {fold(column.strip()) for column in columns}
        return [column for column in self.columns if fold(column) not in known]


def read_mapping(written: Any) -> FieldMapping:
    """`Source.mapping`, checked. Raises FeedUnreadable when it says nothing, or nothing we understand."""
    facts = written if isinstance(written, Mapping) else {}
    fields = facts.get("fields")
    if not isinstance(fields, Mapping) or not fields:
        raise FeedUnreadable(_("La source n'a pas encore de correspondance des champs."))
    rules = {name: _rule(name, rule) for name, rule in fields.items()}
    lacking = [name for name in REQUIRED if name not in rules]
    if lacking:
        raise FeedUnreadable(_("La correspondance ne dit pas où trouver : %(names)s.") % {"names": ", ".join(lacking)})
    return FieldMapping(path_of(facts.get("rows")), rules)


def _rule(name: str, written: Any) -> Rule:
    facts = {"from": written} if isinstance(written, str) else written
    if name not in FIELDS or not isinstance(facts, Mapping):
        raise FeedUnreadable(_("La correspondance contient une ligne inconnue : %(name)s.") % {"name": str(name)[:80]})
    words = facts.get("values")
    return Rule(
        source=values.text(facts.get("from")),
        fixed=values.text(facts.get("fixed")),
        words={fold(values.text(theirs)): values.text(ours) for theirs, ours in words.items()}
        if isinstance(words, Mapping)
        else {},
    )


def path_of(written: Any) -> tuple[str, ...]:
    """The keys of "data.items"."""
    return tuple(part for part in values.text(written).split(".") if part)


def value_at(row: Any, path: str) -> Any:
    """The value of a column, or at a path of keys ("lieu.ville", "lieux.0.ville"); each of a list where there is one."""
    if isinstance(row, Mapping):
        if path in row:
            return row[path]
        folded = next((key for key in row if isinstance(key, str) and fold(key.strip()) == fold(path)), None)
        if folded is not None:
            return row[folded]
    return _walk(row, path.split("."))


def _walk(value: Any, parts: list[str]) -> Any:
    for at, part in enumerate(parts):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdecimal():
            value = value[int(part)] if int(part[:6]) < len(value) else None
        elif isinstance(value, list):
            found = [_walk(one, parts[at:]) for one in value if isinstance(one, Mapping)]
            return [one for one in found if one not in (None, "")]
        else:
            return None
    return value
