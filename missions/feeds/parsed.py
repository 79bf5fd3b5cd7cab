"""What a feed's row becomes: a mission to keep, a mission withdrawn by its platform, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from missions.text import squeeze, storable

SHOWN_VALUE = 80


class Why(StrEnum):
    """Stable names of the reasons for refusing a row."""

    NOT_A_MISSION = "not-a-mission"
    TITLE_MISSING = "title-missing"
    TITLE_ONE_WORD = "title-one-word"
    TITLE_TOO_LONG = "title-too-long"
    ENCODING = "encoding"
    ID_MISSING = "id-missing"
    ID_TWICE = "id-twice"
    DESCRIPTION_MISSING = "description-missing"
    DESCRIPTION_TOO_LONG = "description-too-long"
    ADDRESS_MISSING = "address-missing"
    ADDRESS_INVALID = "address-invalid"
    COUNTRY = "country"
    REMOTE = "remote"
    PLACES = "places"
    DOMAIN = "domain"
    TYPE = "type"
    COMPENSATION = "compensation"
    DATE = "date"
    DATES_CONTRADICT = "dates-contradict"
    COLUMNS = "columns"
    QUOTES = "quotes"
    TOO_OLD = "too-old"
    TOO_SHORT = "too-short"
    DESCRIPTION_TOO_SHORT = "description-too-short"
    NO_TOWN = "no-town"


REASONS = {
    Why.NOT_A_MISSION: _("La ligne n'est pas une mission."),
    Why.TITLE_MISSING: _("Le titre manque."),
    Why.TITLE_ONE_WORD: _("Le titre n'a qu'un mot."),
    Why.TITLE_TOO_LONG: _("Le titre dépasse 250 caractères."),
    Why.ENCODING: _("L'encodage est abîmé : « &# » est resté dans le texte."),
    Why.ID_MISSING: _("L'identifiant clientId manque."),
    Why.ID_TWICE: _("Cet identifiant est déjà apparu plus haut dans le flux."),
    Why.DESCRIPTION_MISSING: _("La description manque."),
    Why.DESCRIPTION_TOO_LONG: _("La description dépasse 20 000 caractères."),
    Why.ADDRESS_MISSING: _("L'adresse pour postuler manque."),
    Why.ADDRESS_INVALID: _("L'adresse pour postuler ne commence pas par https:// ou http://."),
    Why.COUNTRY: _("Le pays est inconnu."),
    Why.REMOTE: _("La valeur de « remote » n'est pas no, possible, full ou local."),
    Why.PLACES: _("Le nombre de places n'est pas un entier d'au moins 1."),
    Why.DOMAIN: _("Le domaine est inconnu."),
    Why.TYPE: _("Le type de mission est inconnu."),
    Why.COMPENSATION: _("L'indemnité est incohérente : montant, maximum, unité ou type."),
    Why.DATE: _("La date est impossible ou illisible (jour/mois/année attendu)."),
    Why.DATES_CONTRADICT: _("La fin vient avant le début."),
    Why.COLUMNS: _("La ligne a plus de cases que l'en-tête du tableau."),
    Why.QUOTES: _("Les guillemets de la ligne sont mal placés."),
    Why.TOO_OLD: _("La mission a été publiée il y a plus de 6 mois."),
    Why.TOO_SHORT: _("La mission commence dans moins de 7 jours et finit dans moins de 21."),
    Why.DESCRIPTION_TOO_SHORT: _("La description fait moins de 300 caractères."),
    Why.NO_TOWN: _("La commune manque."),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was left out. `value` is shortened to what a person needs to find it."""

    why: Why
    field: str
    value: str = ""
    client_id: str = ""

    @property
    def reason(self) -> str:
        return str(REASONS[self.why])


class RowRefused(Exception):
    """Raised inside the parsing of a row; `parse_row` turns it into a `Refusal`."""

    def __init__(self, why: Why, field_name: str, value: object = "") -> None:
        super().__init__(why, field_name)
        self.why, self.field_name = why, field_name
        self.value = shorten(value)


def shorten(value: object) -> str:
    text = squeeze(storable(str("" if value is None else value)))
    return text if len(text) <= SHOWN_VALUE else f"{text[: SHOWN_VALUE - 1]}…"


@dataclass(frozen=True, slots=True)
class ParsedPlace:
    street: str = ""
    postal_code: str = ""
    city: str = ""
    department_code: str = ""
    region: str = ""
    country: str = "FR"
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class ParsedOrganisation:
    """`key` identifies it within a source: the platform's id, or the normalised name without one."""

    key: str
    name: str
    url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMission:
    client_id: str
    organisation: ParsedOrganisation
    title: str
    description: str
    description_html: str
    application_url: str
    platform: str = ""
    platform_url: str = ""
    domain: str = ""
    activity: str = ""
    type: str = ""
    remote: str = ""
    schedule: str = ""
    starts: date | None = None
    ends: date | None = None
    posted: datetime | None = None
    places: int = 1
    open_to_minors: bool | None = None
    reduced_mobility_accessible: bool | None = None
    compensation_amount: Decimal | None = None
    compensation_max: Decimal | None = None
    compensation_unit: str = ""
    compensation_type: str = ""
    audience: list[str] = field(default_factory=list)
    requirements: list[str] = field(default_factory=list)
    soft_skills: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    locations: list[ParsedPlace] = field(default_factory=list)
    # Filled by missions.quality.preparing: contacts taken out of the texts, and a sentence or two for cards.
    contact_data: list[str] = field(default_factory=list)
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A row by which a platform says that a mission is refused or deleted."""

    client_id: str
