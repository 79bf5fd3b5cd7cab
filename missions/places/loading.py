"""The gazetteer's file into the database; see missions/data/README.md for where it comes from."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from missions.models import Commune
from missions.places.departments import departments
from missions.places.keys import key_of

COMMUNES_FILE = Path(__file__).resolve().parent.parent / "data" / "communes.csv.gz"
_COPIED = ["name", "key", "postcodes", "department_code", "department_name", "region", "population", "lat", "lon", "approximate"]


def commune_rows(path: Path = COMMUNES_FILE) -> Iterator[list[str]]:
    """The file's rows as they stand, the names of the columns first."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def read_communes(path: Path = COMMUNES_FILE) -> Iterator[Commune]:
    """Unsaved communes from a file. Raises KeyError or ValueError when it is not of the shape tools/build_gazetteer.py writes."""
    known, rows = departments(), commune_rows(path)
    header = next(rows, [])
    for values in rows:
        row = dict(zip(header, values, strict=True))
        department = known[row["department"]]
        yield Commune(
            insee_code=row["insee"],
            name=row["name"],
            key=key_of(row["name"]),
            postcodes=row["postcodes"],
            department_code=department.code,
            department_name=department.name,
            region=department.region,
            population=int(row["population"]),
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            approximate=row["approximate"] == "1",
        )


@transaction.atomic
def load_communes(path: Path = COMMUNES_FILE) -> dict[str, int]:
    """Bring the table to what the file says; how many communes were created, changed, removed."""
    known = Commune.objects.in_bulk(field_name="insee_code")
    new, changed = [], []
    for commune in read_communes(path):
        stored = known.pop(commune.insee_code, None)
        if stored is None:
            new.append(commune)
        elif any(getattr(stored, name) != getattr(commune, name) for name in _COPIED):
            commune.pk = stored.pk
            changed.append(commune)
    Commune.objects.bulk_create(new, batch_size=2000)
    Commune.objects.bulk_update(changed, _COPIED, batch_size=200)
    gone = [stored.pk for stored in known.values()]
    for start in range(0, len(gone), 500):
        Commune.objects.filter(pk__in=gone[start : start + 500]).delete()
    return {"created": len(new), "changed": len(changed), "removed": len(gone)}
