"""Missions that never were, as many as one likes, in the aggregator's format; the same every time for a seed.

Places by population, organisations by a skewed law, texts from missions/data/synthetic.yaml; one row in fifty is
irregular, each kind of refusal and of bent rule in turn. Nobody's data: the domains are example ones (RFC 2606).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from missions.places.loading import read_communes

Row = dict[str, Any]
WORDS_FILE = Path(__file__).resolve().parent / "data" / "synthetic.yaml"
# One irregular row in so many: 2 %.
IRREGULAR = 50
_CONTRACTIONS = [
    (" de des ", " de "),
    (" de le ", " du "),
    (" à le ", " au "),
    (" de les ", " des "),
    (" à les ", " aux "),
    (" à Le ", " au "),
    (" à Les ", " aux "),
]
_ELIDED = re.compile(r"\b(d|qu)e (?=[aeiouyéèêâîôh])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    postcode: str
    department: str
    lat: float
    lon: float


# What platforms do that is forgiven, and what is refused (docs/missions-imports.md): each changes a good row.
BENT: dict[str, Callable[[Row], Any]] = {
    "escaped HTML": lambda row: row.update(description=f"&lt;p&gt;{row['description']}&lt;/p&gt;"),
    "literal line ends": lambda row: row.update(description=row["description"].replace("\n\n", "\\n\\n")),
    "adresse": lambda row: row.update(adresse=row.pop("addresses")[0] if row["addresses"] else {}),
    "lonlat": lambda row: (
        [place.update(lonlat=f"{place['location']['lon']},{place['location']['lat']}") for place in row["addresses"]]
        and [place.pop("location") for place in row["addresses"]]
    ),
    "oui": lambda row: row.update(openToMinors="oui", remote="oui"),
    "day first": lambda row: row.update(startAt=_day_first(row["startAt"]), endAt=_day_first(row["endAt"])),
    "no organisation id": lambda row: row.update(organizationClientId=None),
    "no coordinates": lambda row: [place.pop("location", None) for place in row["addresses"]],
}
REFUSED: dict[str, Callable[[Row], Any]] = {
    "title-missing": lambda row: row.update(title=""),
    "title-one-word": lambda row: row.update(title="Bénévole"),
    "title-too-long": lambda row: row.update(title="Une très longue annonce " * 12),
    "encoding": lambda row: row.update(title=f"{row['title']} &#233;t&#233;"),
    "id-missing": lambda row: row.update(clientId=""),
    "description-missing": lambda row: row.update(description=""),
    "description-too-long": lambda row: row.update(description=row["description"] * 60),
    "address-missing": lambda row: row.update(applicationUrl=""),
    "address-invalid": lambda row: row.update(applicationUrl="javascript:alert(1)"),
    "country": lambda row: row.update(addresses=[{"city": "Ailleurs", "country": "Atlantide"}]),
    "remote": lambda row: row.update(remote="parfois"),
    "places": lambda row: row.update(places="beaucoup"),
    "domain": lambda row: row.update(domain="magie"),
    "type": lambda row: row.update(type="stage"),
    "compensation": lambda row: row.update(compensationAmount=-10),
    "date": lambda row: row.update(startAt="31/02/2027"),
    "dates-contradict": lambda row: row.update(startAt="2027-05-01", endAt="2027-04-01"),
    "id-twice": lambda row: row.update(clientId="synthetique-0"),
}
_KINDS = [change for pair in zip(REFUSED.values(), [*BENT.values()] * 3, strict=False) for change in pair]


def _day_first(written: str | None) -> str | None:
    return f"{date.fromisoformat(written[:10]):%d/%m/%Y}" if written else written


class Synthesis:
    """One reproducible platform. `today` is the day its missions are around."""

    def __init__(self, seed: int = 1, today: date = date(2026, 11, 1)) -> None:
        self.seed, self.today = seed, today
        self.words = yaml.safe_load(WORDS_FILE.read_text(encoding="utf-8"))
        self.domains = list(self.words["domains"])
        self.weights = [facts["weight"] for facts in self.words["domains"].values()]

    @cached_property
    def _towns(self) -> tuple[list[_Town], list[int]]:
        """Towns and their running sums of population."""
        communes = [commune for commune in read_communes() if commune.postcodes and commune.population]
        towns = [_Town(one.name, one.postcodes.split()[0], one.department_code, one.lat, one.lon) for one in communes]
        return towns, list(accumulate(one.population for one in communes))

    def rows(self, count: int) -> Iterator[Row]:
        """So many rows, the first one always good; row `n` is the same whatever `count` is."""
        return (self.row(number) for number in range(count))

    def row(self, number: int) -> Row:
        chance = random.Random(f"{self.seed}:{number}")  # noqa: S311
        row = self._good(number, chance)
        if number % IRREGULAR == IRREGULAR - 1:
            _KINDS[number // IRREGULAR % len(_KINDS)](row)
        return row

    def _good(self, number: int, chance: random.Random) -> Row:
        domain = chance.choices(self.domains, self.weights)[0]
        facts = self.words["domains"][domain]
        remote = chance.choices(["no", "possible", "full"], [82, 10, 8])[0]
        towns = chance.choices(self._towns[0], cum_weights=self._towns[1], k=chance.choice((1, 1, 1, 1, 1, 2, 3)))
        town = towns[0]
        tasks = chance.sample(facts["tasks"], min(3, len(facts["tasks"])))
        client_id = f"synthetique-{number}"
        organisation = self._organisation(facts, domain, chance)
        return {
            "clientId": client_id,
            "publisherName": "Plateforme d'exemple",
            "publisherUrl": "https://plateforme.example",
            "title": self._title(tasks[0], town, remote, chance),
            "description": self._description(facts, tasks, organisation["organizationName"], chance),
            "applicationUrl": f"https://plateforme.example/missions/{client_id}",
            "domain": domain,
            "activity": chance.choice(facts["activities"]),
            "type": self._type(domain, chance),
            "remote": remote,
            "schedule": chance.choice(self.words["rhythms"]),
            **self._dates(chance),
            "places": chance.choice((1, 1, 2, 3, 5, 10)),
            "openToMinors": chance.choice(("yes", "no", "no", None)),
            "reducedMobilityAccessible": chance.choice(("yes", "no", None)),
            "softSkills": chance.sample(self.words["soft_skills"], chance.choice((0, 0, 1, 2, 3))),
            "tags": chance.sample(facts["activities"], chance.choice((0, 1))),
            **organisation,
            "addresses": [] if remote == "full" else [self._address(town, chance) for town in towns],
            "statusCode": "ACCEPTED",
            "deletedAt": None,
        }

    def _title(self, task: str, town: _Town, remote: str, chance: random.Random) -> str:
        said = task[0].upper() + task[1:]
        shape = chance.random()
        if remote == "full":
            return f"{said} (à distance)" if shape < 0.5 else said
        title = said if shape < 0.45 else f"{said} à {town.name}" if shape < 0.8 else f"Bénévolat à {town.name} : {task}"
        return _contracted(title)

    def _description(self, facts: dict[str, Any], tasks: list[str], name: str, chance: random.Random) -> str:
        words = self.words

        def say(kind: str, **given: str) -> str:
            return _contracted(chance.choice(words[kind]).format(**given))

        first = [say("open", task=tasks[0]), say("with", public=chance.choice(facts["publics"]), few=str(chance.randint(3, 12)))]
        middle = [say("why", aim=chance.choice(facts["aims"])), *(say("then", task=task) for task in tasks[1:])]
        day = chance.sample(words["day"], chance.randint(1, 6))
        last = [*chance.sample(words["skills"], chance.randint(1, 4)), *chance.sample(words["terms"], chance.randint(1, 4))]
        about = say("about", name=name, years=str(chance.randint(2, 60)), members=str(chance.randint(8, 400)))
        return "\n\n".join(" ".join(part) for part in (first, middle, day, last, [about]))

    def _type(self, domain: str, chance: random.Random) -> str:
        if domain == "service-public-defense-securite":
            return chance.choice(("volontariat_sapeurs_pompiers", "volontariat_reserve_operationnelle"))
        return chance.choices(("benevolat", "volontariat_service_civique"), (88, 12))[0]

    def _dates(self, chance: random.Random) -> Row:
        starts = self.today + timedelta(days=chance.randint(-60, 120))
        ends = starts + timedelta(days=chance.choice((0, 1, 30, 90, 180, 300))) if chance.random() < 0.6 else None
        if ends and ends < self.today:
            ends = self.today + timedelta(days=chance.randint(30, 200))
        posted = datetime.combine(self.today, datetime.min.time()) - timedelta(minutes=chance.randint(60, 150 * 24 * 60))
        return {
            "startAt": f"{starts}T00:00:00.000Z",
            "endAt": f"{ends}T00:00:00.000Z" if ends else None,
            "postedAt": f"{posted.isoformat()}.000Z",
        }

    def _organisation(self, facts: dict[str, Any], domain: str, chance: random.Random) -> Row:
        """A few large networks publish much, thousands publish once (Pareto)."""
        rank = min(6000, int(chance.paretovariate(0.6)))
        of_its_own = random.Random(f"{self.seed}:{domain}:{rank}")  # noqa: S311
        town = of_its_own.choices(self._towns[0], cum_weights=self._towns[1])[0]
        name = f"{of_its_own.choice(facts['names'])} {town.name}"
        return {
            "organizationClientId": f"org-{domain}-{rank}",
            "organizationName": name,
            "organizationUrl": f"https://org-{rank}.example",
            "organizationDescription": f"{name} réunit des bénévoles qui veulent {of_its_own.choice(facts['aims'])}.",
        }

    def _address(self, town: _Town, chance: random.Random) -> Row:
        place = {
            "street": f"{chance.randint(1, 120)} {chance.choice(self.words['streets'])}",
            "postalCode": town.postcode,
            "city": town.name,
            "departmentCode": town.department,
            "country": "France",
        }
        if chance.random() < 0.7:
            near = {"lat": round(town.lat + chance.gauss(0, 0.01), 6), "lon": round(town.lon + chance.gauss(0, 0.014), 6)}
            return {**place, "location": near}
        return {**place, "location": {"lat": town.lat, "lon": town.lon}}


def _contracted(sentence: str) -> str:
    """ "de animer" -> "d'animer", "à Le Havre" -> "au Havre", "de des élèves" -> "d'élèves": templates do not know what follows."""
    for written, said in _CONTRACTIONS:
        sentence = sentence.replace(written, said)
    return _ELIDED.sub(r"\1'", sentence)


def xml_of(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as the aggregator's XML feed, piece by piece."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<source>\n'
    for row in rows:
        inner = "".join(_element(name, value) for name, value in row.items() if value is not None)
        yield f"<mission>{inner}</mission>\n"
    yield "</source>\n"


def _element(name: str, value: Any) -> str:
    if name == "addresses":
        return f"<addresses>{''.join(_element('address', place) for place in value)}</addresses>"
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(*pair) for pair in value.items())}</{name}>"
    if isinstance(value, list):
        return f"<{name}>{''.join(_element('value', one) for one in value)}</{name}>"
    return f"<{name}>{escape(str(value))}</{name}>"
