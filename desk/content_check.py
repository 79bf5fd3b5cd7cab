"""What an editor would have to read every page for: dead links, silent images, gaps, hard texts, copied paragraphs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from html import unescape
from typing import Any

from wagtail.models import Page

from desk.coverage import counted, rule_of
from desk.links.checking import check_own, find_links
from desk.links.finding import texts_of
from desk.models import Link
from desk.readability import Readability, readability
from desk.reports.alternatives import silent_images
from kit.pages import BasePageQuerySet
from resources.models import ArticlePage, Resource
from skills.models import Skill

# A text under the band is hard at 16; one above it is no longer a text but a list of words.
BAND = (75.0, 125.0)
ARTICLE_WORDS = (350, 700)
# Shorter ones ("Bonne question.") may be said twice.
LONG_ENOUGH = 60
_BREAK = re.compile(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")


@dataclass(slots=True)
class ContentReport:
    """Figures, and one line for each fault; `faults` is empty when the content is sound."""

    pages: int = 0
    words: int = 0
    readability_median: float = 0.0
    readability_lowest: list[tuple[str, float]] = field(default_factory=list)
    skills_covered: int = 0
    skills: int = 0
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def paragraphs_of(page: Page) -> list[str]:
    """The running text of a specific page, paragraph by paragraph, without markup."""
    # Texts with markup: the others are titles, names, choices and addresses.
    texts = [text for text in texts_of(page) if "</" in text]
    parts = [unescape(_TAG.sub("", part)).strip() for text in texts for part in _BREAK.split(text)]
    return [part for part in parts if part]


def check_content(language: str = "fr") -> ContentReport:
    """All published pages: links, images, skills, duplicates in every language; reading level in `language`."""
    report = ContentReport()
    texts = {page: paragraphs_of(page) for page in BasePageQuerySet(Page).published().specific()}
    report.pages = len(texts)
    _links(report)
    report.faults += [f"image without alternative text: {row.image} ({row.page})" for row in silent_images() if row.page]
    _skills(report, language)
    _reading(report, {page: text for page, text in texts.items() if page.locale.language_code == language})
    _duplicates(report, texts)
    return report


def _links(report: ContentReport) -> None:
    links = find_links()
    check_own(links)
    for link in Link.objects.filter(pk__in=[link.pk for link in links], state=Link.State.FAILING).prefetch_related("pages"):
        report.faults.append(f"broken link: {link.address} ({', '.join(page.title for page in link.pages.all())})")
    report.faults += [f"unencrypted link: {link.address}" for link in links if link.address.startswith("http://")]


def _skills(report: ContentReport, language: str) -> None:
    bare = Resource.objects.published().filter(skill_rows__isnull=True)
    report.faults += [f"resource without skills: {page.title}" for page in bare]
    counts = counted()
    for skill in Skill.objects.all():
        rule = rule_of(skill, language, counts)
        report.skills += 1
        report.skills_covered += rule.met
        if not rule.met:
            report.faults.append(f"{skill.slug}: {rule.words}")


def _reading(report: ContentReport, texts: dict[Page, list[str]]) -> None:
    measured = {page: readability("\n".join(text)) for page, text in texts.items()}
    scores = sorted((found.score, page.title) for page, found in measured.items() if found.score is not None)
    report.words = sum(found.words for found in measured.values())
    if scores:
        report.readability_median = scores[len(scores) // 2][0]
        report.readability_lowest = [(title, score) for score, title in scores[:5]]
    for page, found in measured.items():
        report.faults += list(_reading_faults(page, found))


def _reading_faults(page: Page, found: Readability) -> Iterator[str]:
    if found.score is not None and not BAND[0] <= found.score <= BAND[1]:
        yield f"reading level {found.score}, outside {BAND[0]:.0f}-{BAND[1]:.0f}: {page.title}"
    if isinstance(page, ArticlePage) and not ARTICLE_WORDS[0] * 0.9 <= found.words <= ARTICLE_WORDS[1]:
        yield f"{found.words} words, expected {ARTICLE_WORDS[0]}-{ARTICLE_WORDS[1]}: {page.title}"


def _duplicates(report: ContentReport, texts: dict[Page, list[str]]) -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for page, text in texts.items():
        for part in set(text):
            if len(part) >= LONG_ENOUGH:
                places[re.sub(r"\W+", " ", part.lower()).strip()].append(page.title)
    report.faults += [
        f'copied paragraph: "{part[:70]}…" ({", ".join(titles)})' for part, titles in places.items() if len(titles) > 1
    ]
