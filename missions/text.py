"""Texts of missions: cleaned, made plain, cut into sentences. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import escape, unescape
from itertools import chain, pairwise

import nh3

# No link and no attribute at all: what the page shows cannot lead anywhere we did not check.
ALLOWED_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "b", "i", "blockquote"}
_ACCENTS = re.compile("[\u0300-\u036f]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ESCAPED_TAG = re.compile(r"&lt;/?[a-zA-Z][^<>]{0,200}?&gt;")
_HEADING_OPEN, _HEADING_CLOSE = re.compile(r"<h[1-6]\b[^>]*>", re.I), re.compile(r"</h[1-6]\s*>", re.I)
_BREAKING_TAG = re.compile(r"<(?:br|/p|/li|/ul|/ol|/blockquote|/div)\b[^>]*>", re.I)
_RAW_TEXT_TAG = re.compile(r"</?(?:iframe|noscript|noembed|noframes|textarea|title|xmp|plaintext)\b[^>]*>", re.I)
_ANY_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"[^\S\n]+")
_RULE_LINE = re.compile(r"[‾_=*~-]{4,}")
_BULLET = re.compile(r"^[•●▪◦‣·➢►✔✅➡👉*–—-]\s*|^\d{1,2}[.)]\s+")
_SENTENCE_END = re.compile(
    # One look at the sign saves trying the five ways a sentence may end at every letter.
    r"(?=[\s\"»);•●▪➢►✔✅➡👉‾])(?:"
    r"(?<=[.!?…])[\"»)]*\s+(?=[A-ZÀ-ÖØ-Þ«\"(•\d-])|\s*[;•●▪➢►✔✅➡👉]\s*|[‾]+|\s+[-–—*·]\s+(?=\S)|\n+"
    # List items that lost their line breaks: "du village Sensibiliser les habitants".
    r"|(?<=[a-zà-ÿ)])\s+(?=[A-ZÉÊÀ][a-zà-ÿ]{2,}(?:er|ir)\s)"
    r"|(?<=[a-zà-ÿ)])\s+(?=(?:Participation|Animation|Organisation|Création|Soutien|Aide|Accueil|Mise|Gestion|Suivi|Appui)\s))"
)


def fold(text: str) -> str:
    """Lower case without accents; ligatures opened, curly apostrophes straightened."""
    text = text.lower()
    if text.isascii():
        return text
    text = text.replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text))


def squeeze(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which no database takes."""
    return _UNSTORABLE.sub("", text)


def repair(text: str) -> str:
    """Undo what feeds do to texts: literal "\\n", markup escaped once too often, what no database can store."""
    if "\\" in text or "\r" in text:
        text = text.replace("\\r\\n", "\n").replace("\\n", "\n").replace("\\t", " ").replace("\r\n", "\n").replace("\r", "\n")
    # Most texts need nothing, and a feed has millions: what is looked for is cheaper than what is done.
    if "\0" in text or not text.isascii():
        text = _UNSTORABLE.sub("", text)
    if "&lt;" in text and _ESCAPED_TAG.search(text):
        text = unescape(text)
    return text


def looks_like_html(text: str) -> bool:
    return bool(re.search(r"</?(?:p|br|ul|ol|li|div|strong|b|em|i|h[1-6]|span|a|script|style)\b[^>]*>", text, re.I))


def clean_html(html: str) -> str:
    """HTML of the tight list only, without attributes; headings become bold lines."""
    html = _HEADING_CLOSE.sub("</strong></p>", _HEADING_OPEN.sub("<p><strong>", html))
    # A browser reads what follows these as raw text, up to an end that feeds forget.
    html = _RAW_TEXT_TAG.sub("", html)
    html = re.sub(r"</?(?:div|section|article)\b[^>]*>", "<br>", html, flags=re.I)
    html = re.sub(r"\n+\s*(?=[•●▪➢►✔-])", "<br>", html)
    cleaned = nh3.clean(html, tags=ALLOWED_TAGS, attributes={}, clean_content_tags={"script", "style"}, strip_comments=True)
    cleaned = re.sub(r"[‾_=*~]{4,}", "", cleaned).replace("&nbsp;", " ")
    cleaned = re.sub(r"<(p|li|strong|em|b|i)>\s*(?:<br>\s*)*</\1>", "", cleaned)
    return re.sub(r"(?:<br>\s*){3,}", "<br><br>", cleaned).strip()


def html_to_text(html: str) -> str:
    """The words of a cleaned HTML text, one line for each paragraph, list item or break."""
    flat = _BREAKING_TAG.sub("\n", html.replace("\n", " "))
    return tidy_lines(unescape(_ANY_TAG.sub("", flat)))


def tidy_lines(text: str) -> str:
    """Plain text without rule lines, double spaces or more than one empty line."""
    # Neither pattern holds a line's end, so that the whole text can be gone through at once.
    lines = [line.strip() for line in _SPACES.sub(" ", _RULE_LINE.sub("", text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def unwrap(text: str) -> str:
    """Join lines that a mailer cut near column 80."""
    lines = tidy_lines(text).split("\n")
    joined = lines[:1]
    for before, line in pairwise(lines):
        if len(before) >= 60 and line and not _BULLET.match(line) and before[-1] not in ".!?:;":
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


def text_to_html(text: str) -> str:
    """Paragraphs and line breaks around a plain text."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join(f"<p>{escape(block, quote=False).replace(chr(10), '<br>')}</p>" for block in blocks)


def sentences(text: str) -> list[str]:
    """The sentences and list items of a plain text, in order; each is a substring of it."""
    return list(each_sentence(text))


def each_sentence(text: str) -> Iterator[str]:
    """The same one by one, for who needs the first few only."""
    start = 0
    for end in chain(_SENTENCE_END.finditer(text), [None]):
        part = text[start : end.start() if end else len(text)].strip(" \t\n-–—*•")
        if len(part) > 2:
            yield part
        start = end.end() if end else start
