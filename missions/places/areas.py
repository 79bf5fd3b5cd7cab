"""Departments and regions as places people name: "Rhône", "69", "Bretagne"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _

from missions.places.departments import departments
from missions.places.keys import key_of

_DEPARTMENT_WORD = re.compile(r"\s*\((?:d[ée]partement|department)\)\s*$", re.IGNORECASE)
_REGION_WORD = re.compile(r"\s*\((?:r[ée]gion|region)\)\s*$", re.IGNORECASE)
_CODE = re.compile(r"^\s*(\d{2,3}|2[ab])\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Area:
    """A department, or a region with all its departments' codes."""

    name: str
    codes: tuple[str, ...]
    is_region: bool = False

    @property
    def label(self) -> str:
        """Told apart from a town of the same name, and understood when it comes back as a question."""
        return (
            _("%(name)s (région)") % {"name": self.name} if self.is_region else _("%(name)s (département)") % {"name": self.name}
        )

    @property
    def key(self) -> str:
        return _key_of_name(self.name)


# A hundred names, each compared with whatever is typed.
@cache
def _key_of_name(name: str) -> str:
    return key_of(name)


@cache
def _areas() -> tuple[Area, ...]:
    regions: dict[str, list[str]] = {}
    for department in departments().values():
        regions.setdefault(department.region, []).append(department.code)
    names = {department.name for department in departments().values()}
    return (
        *(Area(department.name, (department.code,)) for department in departments().values()),
        # Overseas, a region is its one department.
        *(Area(name, tuple(codes), is_region=True) for name, codes in regions.items() if name and name not in names),
    )


def find_areas(text: str) -> list[Area]:
    """Departments and regions for a code, a name or its beginning: exact ones first, departments before regions."""
    if code := _CODE.match(text):
        return [area for area in _areas() if not area.is_region and area.codes == (code[1].upper(),)]
    as_department, as_region = _DEPARTMENT_WORD.search(text), _REGION_WORD.search(text)
    key = key_of(_REGION_WORD.sub("", _DEPARTMENT_WORD.sub("", text)))
    if len(key) < 2:
        return []
    kept = [
        area
        for area in _areas()
        if (area.key.startswith(key) or area.key.removeprefix("la").startswith(key))
        and not (as_department and area.is_region)
        and not (as_region and not area.is_region)
    ]
    return sorted(kept, key=lambda area: (not is_exact(area, text), area.is_region, area.name))


@cache
def area_names(code: str) -> tuple[str, ...]:
    """The department's name and its region's; none for a code nobody knows."""
    known = departments().get(code)
    return tuple(dict.fromkeys(name for name in (known.name, known.region) if name)) if known else ()


def all_area_names() -> list[str]:
    """Every department's and region's whole name."""
    return [area.name for area in _areas()]


def is_exact(area: Area, text: str) -> bool:
    """Whether the text is the area's whole name or code."""
    if code := _CODE.match(text):
        return area.codes == (code[1].upper(),)
    key = key_of(_REGION_WORD.sub("", _DEPARTMENT_WORD.sub("", text)))
    return key in (area.key, area.key.removeprefix("la"))


def is_marked(text: str) -> bool:
    """Whether the text says itself that it is a department or a region."""
    return bool(_DEPARTMENT_WORD.search(text) or _REGION_WORD.search(text) or _CODE.match(text))
