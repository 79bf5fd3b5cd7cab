"""How well a thing fits, in numbers: the weights and pure functions that every engine shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil

from search.contract import CatalogueItem, Need

# --- words against text: factors on BM25 (Robertson & Zaragoza 2009) -------------------------
# Every word counts once for the whole text of an item; the rest is added where it stands out.
# Tuned on one half of a question set, checked on the other; the optimum is flat.
TITLE, KEYWORDS, OPENING = 0.4, 0.4, 0.25
# The word as typed, not stemmed: sorts "former" from "formation".
AS_TYPED = 0.4
# Neighbours in the question that stand close in the text, in the same order.
NEIGHBOURS, NEIGHBOUR_SLOP = 0.2, 8
# Not where more items than this may hold both: looking where their words stand would take longer than all the rest.
NEIGHBOURS_AMONG = 2_000
# A title that holds the whole question as typed, or is nothing but it; a keyword that is.
IN_TITLE, IS_TITLE, IS_KEYWORD = 1.0, 2.0, 2.0
# A place that has the department or region somebody names.
AREA = 2.0
# The name of a town, as it is spelled.
TOWN = 1.8
# One in the department, then in the region of the town that is named; where several towns have the name, in theirs.
NEAR = (0.6, 0.25, 0.25, 0.25)
# What a question is about (search/everyday.py), in BM25 where two telling words in the right places are worth some 10,
# times how sure that is: the skill's own page, what teaches it mainly, what teaches it beside another, the missions that
# practise it mainly, all that trains it at all. In a question of more telling words than a few, all of it so much more.
SKILL_PAGE, TEACHES, ALSO_TEACHES, PRACTISES, TRAINED = 8.0, 7.0, 2.5, 3.0, 0.5
FEW_WORDS = 3
# A kind that a word asks for ("vidéo").
OF_KIND = 2.0
# Items in the other language are found, below those in the asker's own.
OTHER_LANGUAGE = 0.6
# Below the word itself, which is what was asked for.
SYNONYM = 0.7
# One word of an expression that has synonyms, beside the whole of it.
PART = 0.7
# A word that sounds as one typed that hardly exists.
HEARD = 0.8
# A correction by one edit or two, only for a word that does not exist, or that hardly exists
# beside one that is so many times as frequent.
CORRECTION = {1: 0.7, 2: 0.5}
RARE, FREQUENT = 2, 10
# What trains the same as the other best results do, in their mean score; and how even their voices are in saying what that
# is: one whose score is lower by so much of the best has 1/e of its voice.
KINSHIP, EVEN_VOICES = 1.0, 0.3
# The rarest words of a long question say what it is about.
MAX_WORDS = 20

# All words, then a good part, then any: the first that finds a page of results, else the last.
ENOUGH = 20
MOST = 0.3


def wanted_words(words: int) -> list[int]:
    """How many of so many words an item must have, strictest first."""
    return sorted({words, max(1, ceil(words * MOST)), 1}, reverse=True)


def max_edits(word: str) -> int:
    """How many typing errors a word may hold: 0 below 4 letters, 1 below 8, then 2."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


# --- items against needs ---------------------------------------------------------------------
# A little too hard teaches more than a little too easy (Vygotsky's zone of proximal development).
RIGHT_LEVEL, ONE_ABOVE, ONE_BELOW = 1.0, 0.45, 0.25
# A skill's weight in an item counts in halves up to three, and a contribution in millionths: few
# different values, whose sums are exact in whatever order and precision an engine adds them.
MOST_HALVES = 6
MILLIONTHS = 1_000_000


def level_match(leads_to: int, wanted: int) -> float:
    """How well an item that leads to one level (1-4) answers a need for another: 0..1."""
    return {0: RIGHT_LEVEL, 1: ONE_ABOVE, -1: ONE_BELOW}.get(leads_to - wanted, 0.0)


def halves(weight: float) -> int:
    """A weight (up to 3) in halves: 1..6."""
    return min(max(round(2 * weight), 1), MOST_HALVES)


def contribution(need: Need, leads_to: int, weight: float) -> float:
    """What one trained skill (its level 1-4, its weight up to 3) answers of one need: 0..1."""
    return contribution_in_halves(need, leads_to, halves(weight))


def contribution_in_halves(need: Need, leads_to: int, weight: int) -> float:
    share = need.weight * level_match(leads_to, need.level) * weight / MOST_HALVES
    return round(share * MILLIONTHS) / MILLIONTHS


def contributions(item: CatalogueItem, needs: Iterable[Need]) -> dict[str, float]:
    """Skill -> the best the item does for it; skills it does nothing for are left out."""
    best: dict[str, float] = {}
    trained: Mapping[str, list[tuple[int, float]]] = _by_skill(item)
    for need in needs:
        for leads_to, weight in trained.get(need.skill, ()):
            value = contribution(need, leads_to, weight)
            if value > best.get(need.skill, 0.0):
                best[need.skill] = value
    return best


def _by_skill(item: CatalogueItem) -> dict[str, list[tuple[int, float]]]:
    trained: dict[str, list[tuple[int, float]]] = {}
    for taught in item.skills:
        trained.setdefault(taught.skill, []).append((taught.level, taught.weight))
    return trained
