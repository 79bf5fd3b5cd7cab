"""What a person's words become: clauses that an item should match, and what to highlight.

One clause per word that says something. Its ways to match compete (the best counts, the others
hardly): the word itself in every field, its synonyms, its spelling as one word, corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from typing import Protocol

from search import relevance
from search.contract import About, Kind, Term
from search.engines.common import matching
from search.engines.common.analysis import LANGUAGES, Word, clean, words
from search.engines.common.analysis import word as word_of
from search.engines.common.clauses import AnyOf, BestOf, Has, Is, OfKind, Part, Together
from search.engines.common.fields import WHOLE
from search.engines.common.guessing import Guess
from search.engines.common.meant import brought_along, lifted
from search.stopwords import STOPWORDS, spoken

# How much the ways that do not win add to the best one.
_ALSO = 0.1


class Lexicon(Protocol):
    """What a question must know of the words in an index."""

    items: int

    def frequency(self, name: str, word: Word) -> int:
        """How many items hold the word in a field. Where an engine cannot say at once, 1 is for "perhaps one": asking for
        a word in a field that does not hold it finds nothing and weighs nothing."""

    def lately(self, word: Word) -> int:
        """How many items held the word in any form a while ago; at least 1 where one may hold it since."""

    def spelled(self, word: Word) -> bool | None:
        """Whether items hold the word just as it is spelled; None for perhaps."""

    def guesses(self, word: Word) -> list[Guess]:
        """The likeliest words for a mistyped one; none for what has digits or is too short."""


@dataclass(slots=True)
class Clause:
    """One thing an item should match: its ways, best first, and the word its neighbours see."""

    ways: list[Part]
    word: Word | None = None
    place: int = 0
    kind: Kind | None = None


@dataclass(slots=True)
class Question:
    """A whole question: its clauses, what else is an answer, what else adds to the score, and the words to mark."""

    clauses: list[Clause] = field(default_factory=list)
    others: list[Part] = field(default_factory=list)
    bonuses: list[Part] = field(default_factory=list)
    marks: set[Word] = field(default_factory=set)

    def wanted(self, at_least: int) -> Part:
        """Items that match so many of the clauses. Nothing when the question says nothing."""
        return AnyOf([BestOf(clause.ways, _ALSO) for clause in self.clauses], at_least)

    def answers(self, at_least: int) -> Part:
        """The same, and what answers the question without its words."""
        return AnyOf([self.wanted(at_least), *self.others]) if self.others else self.wanted(at_least)


@dataclass(frozen=True, slots=True)
class _Expression:
    """A term cut into words; `place` is that of its first word in the whole question."""

    term: Term
    words: Sequence[Word]
    place: int

    def telling(self, stopwords: frozenset[str]) -> list[tuple[int, Word]]:
        """(place, word) of the words that say something."""
        if self.term.filler and stopwords:
            return []
        return [(self.place + i, word) for i, word in enumerate(self.words) if word.folded not in stopwords]


class Reader:
    """Reads questions against the words of an index."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._corrects = True

    def read(self, terms: Sequence[Term], language: str, about: Sequence[About] = ()) -> Question:
        """The question behind the terms. Small words are dropped, unless there are only those."""
        expressions = _expressions(terms)
        typed = [word for one in expressions for word in one.words]
        language = spoken([word.folded for word in typed], language if language in LANGUAGES else LANGUAGES[0])
        languages = [language, *(other for other in LANGUAGES if other != language)]
        stopwords = STOPWORDS[language]
        if not any(one.term.quoted or one.term.area or one.telling(stopwords) or _is_fixed(one) for one in expressions):
            stopwords = frozenset()
        # Guessing is the dear part, and a long question says enough without.
        self._corrects = sum(len(one.telling(stopwords)) for one in expressions) <= relevance.MAX_WORDS
        question = Question()
        for one in expressions:
            question.clauses += self._clauses(one, stopwords, languages, question.marks)
        question.clauses = self._rarest(question.clauses)
        self._join_neighbours(question, languages)
        _lift_kinds(question)
        question.bonuses += self._titles(typed)
        question.others += brought_along(about, len(question.clauses))
        question.bonuses += lifted(about, len(question.clauses))
        return question

    @staticmethod
    def _titles(typed: list[Word]) -> Iterator[Part]:
        """Titles that hold the whole question, small words included, or are nothing but it, and keywords that are."""
        if 0 < len(typed) <= relevance.MAX_WORDS:
            yield Is("title_whole", typed, relevance.IS_TITLE)
            yield Is("keyword_whole", typed, relevance.IS_KEYWORD)
        if 1 < len(typed) <= relevance.MAX_WORDS:
            yield Together("title_words", typed, boost=relevance.IN_TITLE)

    def _rarest(self, clauses: list[Clause]) -> list[Clause]:
        if len(clauses) <= relevance.MAX_WORDS:
            return clauses
        rarest = sorted(clauses, key=lambda clause: self._frequency(clause.word))[: relevance.MAX_WORDS]
        return sorted(rarest, key=lambda clause: clause.place)

    def _clauses(self, one: _Expression, stopwords: frozenset[str], languages: list[str], marks: set[Word]) -> Iterator[Clause]:
        telling = one.telling(stopwords)
        if one.term.quoted or (not telling and _is_fixed(one)):
            marks.update(_marked(one.words, languages[0]))
            yield Clause([Together("words", one.words), *self._synonyms(one, languages, 1, marks, rare=False)])
            return
        if one.term.area:
            marks.update(_marked(one.words, languages[0]))
            yield self._place(one, languages)
            return
        if not telling:
            return
        # Whether a synonym exists decides on corrections, and those are for rare words only.
        rare = self._corrects and any(self._frequency(word) <= relevance.RARE for _, word in telling)
        synonyms = self._synonyms(one, languages, len(telling), marks, rare)
        whole = self._as_one_word(one.words, len(telling), marks) if _is_fixed(one) else []
        for place, word in telling:
            marks.add(word)
            # What has a synonym is a word, however rare.
            heard = [] if synonyms else self._heard(one.term, word, languages, marks)
            corrections = [] if synonyms or heard else self._corrections(word, languages, marks)
            # Half of an expression says less than a word: "soutien" alone is no "soutien scolaire".
            weight = relevance.PART if synonyms and len(telling) > 1 else 1.0
            ways = [*self._word(word, languages, weight), *synonyms, *whole, *heard, *corrections]
            yield Clause(ways, word, place, one.term.kind)

    def _place(self, one: _Expression, languages: list[str]) -> Clause:
        alone = one.words[0] if len(one.words) == 1 else None
        if one.term.near:
            return Clause(matching.in_place(one.term, one.words), None if one.term.text.isdigit() else alone, one.place)
        # "Manche" and "nord" are words too.
        said = self._word(alone, languages) if alone else [Together(f"text_{name}", one.words) for name in languages]
        return Clause([Is("keyword_whole", one.words, relevance.AREA), *said], alone, one.place)

    def _word(self, word: Word, languages: list[str], factor: float = 1.0) -> list[Part]:
        """A word in every field where it exists: one way, or none."""
        found = []
        for rank, language in enumerate(languages):
            for name, boost in matching.FIELDS.items():
                if self._lexicon.frequency(f"{name}_{language}", word):
                    found.append(Has(f"{name}_{language}", word, boost * (1.0 if rank == 0 else relevance.OTHER_LANGUAGE)))
        if self._lexicon.frequency("words", word):
            found.append(Has("words", word, relevance.AS_TYPED))
        return [AnyOf(found, boost=factor)] if found else []

    def _synonyms(self, one: _Expression, languages: list[str], shared_by: int, marks: set[Word], rare: bool) -> list[Part]:
        """Each synonym that exists, weighed below the term and shared by the term's clauses."""
        ways = []
        exists = self._frequency if rare else self._lexicon.lately
        for synonym in one.term.synonyms:
            others = words(clean(synonym))
            if not any(exists(word) for word in others):
                continue
            marks.update(_marked(others, languages[0]))
            weight = relevance.SYNONYM / shared_by * self._not_rarer(others, one.words)
            alone = len(others) == 1
            found = (
                matching.everywhere(others[0], languages)
                if alone
                else [matching.together(others, language) for language in languages]
            )
            ways.append(AnyOf(found, boost=weight))
        return ways

    def _as_one_word(self, parts: Sequence[Word], shared_by: int, marks: set[Word]) -> list[Part]:
        """ "week-end" also finds "weekend"."""
        for whole in words("".join(word.folded for word in parts)):
            spelled = self._lexicon.spelled(whole)
            if spelled:
                marks.add(whole)
            if spelled is not False:
                return [Has("words", whole, 1.0 / shared_by)]
        return []

    def _heard(self, term: Term, word: Word, languages: list[str], marks: set[Word]) -> list[Part]:
        """What a word that hardly exists sounds like, where that does exist."""
        if not term.heard or self._frequency(word) > relevance.RARE:
            return []
        ways = []
        for other in {one.stems: one for one in words(" ".join(term.heard))}.values():
            if found := self._word(other, languages, relevance.HEARD * self._not_rarer([other], [word])):
                marks.add(other)
                ways += found
        return ways

    def _corrections(self, word: Word, languages: list[str], marks: set[Word]) -> list[Part]:
        items = self._frequency(word)
        if items > relevance.RARE or not self._corrects:
            return []
        ways = []
        for guess in self._lexicon.guesses(word):
            if guess.items < relevance.FREQUENT * items or guess.word in STOPWORDS[languages[0]]:
                continue
            likely = word_of(guess.word)
            weight = relevance.CORRECTION[guess.edits] * self._not_rarer([likely], [word])
            ways += self._word(likely, languages, weight)
            marks.add(likely)
        return ways

    def _frequency(self, word: Word | None) -> int:
        """How many items hold the word in any form; 0 for a fixed phrase, which always stays."""
        if word is None:
            return 0
        return max(self._lexicon.frequency(name, word) for name in WHOLE)

    def _not_rarer(self, others: Iterable[Word], asked: Iterable[Word]) -> float:
        """At most 1: keeps a rare substitute from outweighing the words asked for."""
        own, theirs = self._rarity(asked), self._rarity(others)
        return min(1.0, own / theirs) if own and theirs else 1.0

    def _rarity(self, some: Iterable[Word]) -> float:
        """The sum of BM25's inverse document frequencies; 0 when none of the words exists."""
        counts = [count for word in some if (count := self._lexicon.lately(word))]
        # Counts may be older than the number of items, and higher.
        return sum(log(1 + (max(self._lexicon.items - count, 0) + 0.5) / (count + 0.5)) for count in counts)

    def _join_neighbours(self, question: Question, languages: list[str]) -> None:
        """Words that follow each other in the question: closer in the text is better, and two
        typed apart may be written as one."""
        for left, right in pairwise(question.clauses):
            if left.word is None or right.word is None or left.word == right.word:
                continue
            for language in languages:
                name, pair = f"text_{language}", (left.word, right.word)
                if 0 < min(self._lexicon.frequency(name, word) for word in pair) <= relevance.NEIGHBOURS_AMONG:
                    question.bonuses.append(Together(name, pair, relevance.NEIGHBOUR_SLOP, relevance.NEIGHBOURS))
            if right.place == left.place + 1:
                whole = self._as_one_word([left.word, right.word], 2, question.marks)
                left.ways += whole
                right.ways += whole


def _lift_kinds(question: Question) -> None:
    """A word that asks for a kind need not be there: what has it, or is of that kind, comes earlier. Unless nothing else is asked."""
    if all(clause.kind for clause in question.clauses):
        return
    for clause in question.clauses:
        if clause.kind:
            question.bonuses.append(BestOf([OfKind(clause.kind, relevance.OF_KIND), *clause.ways], _ALSO))
    question.clauses = [clause for clause in question.clauses if not clause.kind]


def _expressions(terms: Sequence[Term]) -> list[_Expression]:
    found, place = [], 0
    for one in terms:
        parts = words(clean(one.text))
        if parts:
            found.append(_Expression(one, parts, place))
            place += len(parts)
    return found


def _marked(some: Sequence[Word], language: str) -> Sequence[Word]:
    """The words of an expression worth marking: the telling ones, or all when there is none."""
    return [word for word in some if word.folded not in STOPWORDS[language]] or some


def _is_fixed(one: _Expression) -> bool:
    """Several words that make one: "savoir-être", "prise de parole"."""
    return len(one.words) > 1
