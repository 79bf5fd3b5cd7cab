"""The form of a source's field mapping, one line a field, and the choice of what to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from missions.feeds.mapping import CLOSED_LISTS, FIELDS, REQUIRED
from missions.text import fold

MAX_FILE = 64 << 20
_WIDTH = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One of our fields, with the three inputs that say where it comes from."""

    name: str
    label: str
    required: bool
    allowed: tuple[str, ...]
    inputs: list[forms.BoundField]

    @property
    def errors(self) -> list[str]:
        return [error for field in self.inputs for error in field.errors]


class MappingForm(forms.Form):
    """`mapping` is what `Source.mapping` keeps (missions/feeds/mapping.py). With `checked=False` gaps are no errors."""

    rows = forms.CharField(
        label=gettext_lazy("Chemin de la liste (JSON seulement)"),
        required=False,
        max_length=_WIDTH,
        help_text=gettext_lazy("Par exemple data.missions. Vide : le document est lui-même la liste, ou un CSV."),
    )

    def __init__(self, *args: Any, kept: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = kept or {}
        self.fields["rows"].initial = kept.get("rows", "")
        rules = kept.get("fields") if isinstance(kept.get("fields"), dict) else {}
        for name, label in FIELDS.items():
            rule = rules.get(name) or {}
            self._add(name, label, {"from": rule} if isinstance(rule, str) else rule)

    def _add(self, name: str, label: Any, rule: dict[str, Any]) -> None:
        words = rule.get("values")
        # Sorted: PostgreSQL keeps JSON without the order of its keys, and the same text comes back on every database.
        text = "\n".join(f"{theirs} = {ours}" for theirs, ours in sorted(words.items())) if isinstance(words, dict) else ""
        described = {"aria-describedby": f"{name}-help"}
        columns = forms.TextInput(attrs={"list": "columns", "autocomplete": "off", **described})
        for part, heading, widget, initial in (
            ("from", gettext_lazy("colonne ou chemin"), columns, rule.get("from", "")),
            ("fixed", gettext_lazy("valeur par défaut"), forms.TextInput(attrs=described), rule.get("fixed", "")),
            ("values", gettext_lazy("traductions"), forms.Textarea(attrs={"rows": 2, "cols": 24, **described}), text),
        ):
            self.fields[f"{name}-{part}"] = forms.CharField(
                label=format_lazy("{field} : {part}", field=label, part=heading),
                required=False,
                max_length=4000 if part == "values" else _WIDTH,
                widget=widget,
                initial=initial,
            )

    def lines(self) -> Iterator[Line]:
        for name, label in FIELDS.items():
            inputs = [self[f"{name}-{part}"] for part in ("from", "fixed", "values")]
            yield Line(name, str(label), name in REQUIRED, CLOSED_LISTS.get(name, ()), inputs)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in FIELDS:
            source, fixed = data.get(f"{name}-from"), data.get(f"{name}-fixed")
            if name in REQUIRED and not source and not (fixed and name == "organizationName"):
                self.add_error(f"{name}-from", _("« %(field)s » est obligatoire : donne sa colonne.") % {"field": FIELDS[name]})
            words = self._words(name, data.get(f"{name}-values") or "")
            if words and not source:
                self.add_error(f"{name}-values", _("Des traductions sans colonne à traduire."))
            self._check_allowed(name, f"{name}-fixed", [fixed] if fixed else [])
            self._check_allowed(name, f"{name}-values", words.values())
        return data

    def _words(self, name: str, text: str) -> dict[str, str]:
        """ "Oui = possible", one a line."""
        words = {}
        for line in filter(str.strip, text.splitlines()):
            theirs, equals, ours = line.rpartition("=")
            if not equals or not theirs.strip():
                self.add_error(
                    f"{name}-values",
                    _("« %(line)s » : écris « leur mot = notre mot », un par ligne.") % {"line": line.strip()[:60]},
                )
                continue
            words[theirs.strip()] = ours.strip()
        return words

    def _check_allowed(self, name: str, field: str, ours: Any) -> None:
        allowed = CLOSED_LISTS.get(name)
        for word in ours:
            if allowed and word and fold(word) not in allowed:
                self.add_error(
                    field,
                    _("« %(word)s » n'est pas possible ici. Valeurs possibles : %(allowed)s.")
                    % {"word": word[:60], "allowed": ", ".join(allowed)},
                )

    @property
    def mapping(self) -> dict[str, Any]:
        """What the form says, also where it is not valid yet: a preview shows what is wrong with it."""
        data, fields = self.cleaned_data, {}
        for name in FIELDS:
            rule = {
                "from": data.get(f"{name}-from"),
                "fixed": data.get(f"{name}-fixed"),
                "values": dict(_pairs(data.get(f"{name}-values") or "")),
            }
            if rule["from"] or rule["fixed"]:
                fields[name] = {part: value for part, value in rule.items() if value}
        return {"rows": data.get("rows") or "", "fields": fields}


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        theirs, equals, ours = line.rpartition("=")
        if equals and theirs.strip():
            yield theirs.strip(), ours.strip()


class LookForm(forms.Form):
    """What to look at: a file, or an address."""

    file = forms.FileField(label=gettext_lazy("Un fichier"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Ou une adresse"),
        required=False,
        max_length=1000,
        validators=[URLValidator(schemes=["https", "http"])],
        widget=forms.URLInput(),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_FILE:
            raise forms.ValidationError(_("Le fichier dépasse %(size)d Mo.") % {"size": MAX_FILE >> 20})
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("file") and not data.get("address"):
            raise forms.ValidationError(_("Choisis un fichier ou donne une adresse."))
        return data
