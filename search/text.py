"""What a person typed, as a catalogue query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from search import everyday, fillers, shorthand, sound, synonyms
from search.contract import CatalogueQuery, Sort, Term
from search.kind_words import kind_asked
from search.stopwords import spoken
from search.whereabouts import AROUND, BETWEEN, place_at

# Room for a question asked in whole sentences; what is beyond says nothing new and costs time.
MAX_CHARACTERS = 600
MAX_WORDS = 60

# Quotation marks of French, English and phones; the apostrophe is not one: it elides.
_QUOTED = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|„([^“”]*)[“”]')
# A word, or several joined by hyphens. Apostrophes and all else cut.
_TYPED = re.compile(r"[^\W_]+(?:[-‐‑][^\W_]+)*")
_HYPHEN = re.compile(r"[-‐‑]")
# "peut-on", "est-ce", "celui-ci": a hyphen of grammar, not of a compound.
_PRONOUNS = "je tu t il ils elle elles on nous vous ce ci la là moi toi le les lui leur y en même mêmes"
_ATTACHED = frozenset(_PRONOUNS.split())


def question(typed: str, language: str, **others: Any) -> CatalogueQuery:
    """What was typed as a question to the catalogue; `others` are the question's other fields.

    What it is about is said for the order by relevance only: in any other, what it brings along would stand among what
    holds the words, or before it.
    """
    typed = _trimmed(typed)
    spoken_in = _spoken(typed, language)
    terms = _parsed(typed, spoken_in)
    by_relevance = others.get("sort", Sort.RELEVANCE) is Sort.RELEVANCE
    about = everyday.about(terms, spoken_in) if by_relevance else ()
    return CatalogueQuery(terms=terms, about=about, language=language, **others)


def parse(typed: str, language: str) -> tuple[Term, ...]:
    """The terms of what was typed, with the editors' synonyms in that language, or in the other one
    when it was clearly typed in that.

    Quoted phrases stay whole and get no synonyms; everything else is words, compounds ("savoir-être")
    and expressions that the synonyms know. Nothing is left of a text without letters or digits.
    """
    typed = _trimmed(typed)
    return _parsed(typed, _spoken(typed, language))


def _parsed(typed: str, language: str) -> tuple[Term, ...]:
    terms: list[Term] = []
    for text, quoted in _parts(typed):
        terms += [Term(text, quoted=True)] if quoted else _unquoted(text, language)
    return tuple(_with_kinds(terms, language))


def _with_kinds(terms: list[Term], language: str) -> Iterator[Term]:
    for term in terms:
        kind = None if term.quoted or term.area or term.filler else kind_asked(term.text, language)
        yield replace(term, kind=kind) if kind else term


def _spoken(typed: str, language: str) -> str:
    return spoken(synonyms.plain(typed).split(), language)


def _unquoted(text: str, language: str) -> list[Term]:
    """Words with their synonyms, and what they are only wrapped in; French ones also as a phone may have garbled them."""
    terms: list[Term] = []
    for words, says_nothing in fillers.parted(shorthand.spelled_out(_words(text), language), language):
        terms += [Term(word, filler=True) for word in words] if says_nothing else _terms(words, language)
    return terms


def _as_it_sounds(term: Term, heard: Sequence[str]) -> Term:
    return replace(term, synonyms=(*term.synonyms, *shorthand.readings(term.text)), heard=tuple(heard))


def _expanded(words: Sequence[str], language: str) -> Iterator[Term]:
    if language != "fr":
        yield from synonyms.expand(words, language)
        return
    heard = {word: found for word in words if (found := sound.heard(word))}
    for term in synonyms.expand(words, language, {word: found[0] for word, found in heard.items()}):
        yield _as_it_sounds(term, heard.get(term.text, ()))


def _terms(words: Sequence[str], language: str) -> list[Term]:
    """The words with their synonyms; the name of a place stays one term ("La Réunion", "Grand Est", "Le Mans")."""
    terms: list[Term] = []
    start = at = 0
    while at < len(words):
        if found := place_at(words, at):
            size, place = found
            terms += [*_before_place(words[start:at], language), place]
            start = at + size
        at += size if found else 1
    return [*terms, *_expanded(words[start:], language)]


def _before_place(words: Sequence[str], language: str) -> Iterator[Term]:
    """Terms before the name of a place, of which the last may only say "near" it."""
    end = len(words)
    while end and synonyms.plain(words[end - 1]) in BETWEEN:
        end -= 1
    around = end - 1 if end and synonyms.plain(words[end - 1]) in AROUND else len(words)
    yield from _expanded(words[:around], language)
    yield from (Term(word, filler=True) for word in words[around:])


def _trimmed(typed: str) -> str:
    return unicodedata.normalize("NFC", typed[:MAX_CHARACTERS])


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """(text, is it quoted) in order, up to the most words allowed."""
    room, end = MAX_WORDS, 0
    for found in _QUOTED.finditer(text):
        for part, quoted in ((text[end : found.start()], False), (next(filter(None, found.groups()), ""), True)):
            words = _TYPED.findall(part)[:room]
            room -= len(words)
            if words:
                yield " ".join(words), quoted
        end = found.end()
    rest = _TYPED.findall(text[end:])[:room]
    if rest:
        yield " ".join(rest), False


def _words(text: str) -> list[str]:
    """Words and compounds; what grammar attached comes apart."""
    words: list[str] = []
    for typed in text.split():
        parts = _HYPHEN.split(typed)
        words += parts if parts[-1].lower() in _ATTACHED else [typed]
    return words
