"""A mission in one or two sentences of its own, for cards and search engines. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from missions.text import each_sentence, fold, squeeze

LENGTH = 220
_LONG_ENOUGH, _WORDS_ENOUGH, _SLOGAN = 35, 6, 70
# A heading announces, it does not tell: "Tes missions :", "CONTEXTE".
_HEADING = re.compile(
    r"^(?:contexte|objectifs?|missions?|activites?|description|profil|presentation|taches?|details?|informations?|modalites?|lieu"
    r"|quoi|pourquoi|comment|qui sommes.nous|precisions?|competences?|conditions?|horaires?|duree|besoins?)\b[^.!?]{0,60}:?$"
)
# Sentences about whoever asks, not about what one does there.
_ORGANISATION = re.compile(
    r"^(?:(?:l'|notre |la |le |cette )?(?:association|fondation|federation|organisme|structure|collectif|ong|club|reseau|mouvement|etablissement|"
    r"entreprise|ligue|mairie|commune|ville)\b(?! (?:recherche|a besoin|te|vous))|(?:cree|creee|fondee?|nee?|depuis|reconnue?|agreee?|implantee?|presente?) "
    r"|nous sommes |qui sommes|(?:[a-z'’ -]{2,60}) (?:est|sont) (?:une?|la|le|l'|des|reconnue?) ?"
    r"(?:association|federation|fondation|ong|organisation|mouvement|reseau|structure|etablissement|organisme|collectif|club|entreprise|cooperative))"
)
_CIVIC = re.compile(r"\bloi (?:de )?1901\b|utilite publique|\ba (?:ete (?:cree|fonde)|pour (?:but|objet|vocation))|siret|rna\b")
_ANSWERED = re.compile(r"\?$")
# Words of somebody doing something: the sentence a reader looks for.
_DOING = re.compile(
    r"\b(?:tu|vous|je|j'|le volontaire|la volontaire|les volontaires|le benevole|les benevoles|il s'agit|il s'agira|la mission|ta mission|votre mission"
    r"|l'objectif|nous (?:recherchons|cherchons)|on cherche|viens|venez|rejoins|rejoignez|aide[rz]?|accompagne[rz]?|anime[rz]?|participe[rz]?)\b"
)


def summary_of(text: str, length: int = LENGTH) -> str:
    """The first one or two sentences that tell what one does, at most `length` characters; "" for an empty text."""
    picked = _picked(squeeze(sentence) for sentence in each_sentence(text))
    if not picked:
        return ""
    whole = " ".join(_ended(sentence) for sentence in picked)
    return whole if len(whole) <= length else _cut(_ended(picked[0]), length)


def _picked(told: Iterator[str]) -> list[str]:
    """The first useful sentence in which somebody does something and the useful one after it; else the first two useful
    ones, else the first one."""
    first = next(told, None)
    if first is None:
        return []
    useful = (sentence for sentence in chain([first], told) if _tells(sentence))
    passed = []
    for sentence in useful:
        if _DOING.search(fold(sentence)):
            return [sentence, *islice(useful, 1)]
        passed.append(sentence)
    return passed[:2] or [first]


def _tells(sentence: str) -> bool:
    plain = fold(sentence)
    if len(sentence) < _LONG_ENOUGH or len(plain.split()) < _WORDS_ENOUGH or sentence.isupper() or sentence.endswith(":"):
        return False
    if sentence.endswith("!") and len(sentence) < _SLOGAN:
        return False
    return not (_HEADING.search(plain) or _ORGANISATION.search(plain) or _CIVIC.search(plain) or _ANSWERED.search(plain))


def _ended(sentence: str) -> str:
    sentence = sentence.lstrip("> ")
    sentence = sentence[:1].upper() + sentence[1:]
    return sentence if sentence[-1:] in ".!?…" else f"{sentence.rstrip(',;: ')}."


def _cut(sentence: str, length: int) -> str:
    """A sentence cut between two words."""
    if len(sentence) <= length:
        return sentence
    return f"{sentence[: length - 1].rsplit(' ', 1)[0].rstrip(',;:. ')}…"
