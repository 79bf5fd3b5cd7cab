"""Telephone numbers, e-mail addresses and links to messengers in what platforms write. Pure functions.

Found in every spelling people use to hide them from robots ("arobase", "[at]", spaced digits), and taken out of a
mission's texts before they are stored: no page, index, feed or picture can show what is not there.
"""

from __future__ import annotations

import re

from missions.text import html_to_text, squeeze, text_to_html

# What stands where a contact stood.
HIDDEN = "…"
_DOT = r"(?:\.|\s?[\[({]\s?(?:\.|dot|point)\s?[\])}]\s?|\s(?:dot|point)\s)"
_AT = r"(?:\s?@\s?|\s?[\[({<]\s?(?:at|arobase|arrobase|chez|@|a)\s?[\])}>]\s?|\s(?:at|arobase|arrobase)\s)"
# A name of 64 characters at most (RFC 5321, 4.5.3.1.1): what is longer is no address, and costs no time.
_NAME = r"(?<![\w.+-])[\w+-](?:[\w.+-]{0,63})"
# Between words only the two-part hiding is believed: "le point com" alone is French.
_EMAIL = rf"(?:mailto:\s?)?{_NAME}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,3}}{_DOT}[a-z]{{2,12}}\b"
_GAP = "[\\s.\\-–_·\u200b\u2060\ufeff]{0,3}"
_DATE = r"(?:\d{2}[./\s-])?\d{2}[./\s-](?:19|20)\d{2}\b"
_PHONE = (
    rf"(?:tel:\s?)?(?<![\w.,/])(?!{_DATE})(?:(?:\+{_GAP}|00{_GAP})(?:33|262|590|594|596|687|689){_GAP}(?:\(0\){_GAP})?[1-9]"
    rf"|(?:\(0\)|0){_GAP}[1-9])(?:(?:{_GAP}\d){{8}}|(?:/\d{{2}}){{4}})(?!\d)"
)
# With the country in front, eight digits at least (ITU E.164 knows shorter ones in small countries only).
_FOREIGN = r"(?<![\w.,/])\+(?=(?:\D{0,2}\d){9})\d{1,3}(?:[\s.\-]?\(?\d{1,4}\)?){2,6}(?!\d)"
_MESSENGER = (
    r"(?:https?://)?(?:www\.)?(?:wa\.me|(?:api|chat)\.whatsapp\.com|t\.me|telegram\.me|m\.me|signal\.(?:me|group)"
    r"|discord\.(?:gg|com/invite)|snapchat\.com/add|(?:facebook|instagram)\.com/(?:messages|direct))/[^\s<>\"')]{0,299}[^\s<>\"').,;:!?]"
)
_CONTACT = re.compile("|".join([_EMAIL, _MESSENGER, _PHONE, _FOREIGN]), re.IGNORECASE)
# What every contact holds at least one of; most texts hold none and are left after one quick look.
_SIGN = re.compile(
    r"@|\d(?:[\W_]{0,4}\d){8}|[\[({<]\s?(?:at|a|arr?obase|chez)\s?[\])}>]|\s(?:at|arr?obase)\s|\.(?:me|gg|com|group)/",
    re.IGNORECASE,
)


def contacts(text: str) -> list[str]:
    """The contacts in a text as they stand there, each once, in order."""
    if not _SIGN.search(text):
        return []
    return list(dict.fromkeys(squeeze(found.group()) for found in _CONTACT.finditer(text)))


def without_contacts(text: str, instead: str = HIDDEN) -> str:
    """A text (plain, or HTML of the tight list: no attributes) without its contacts; the rest as it was."""
    return _CONTACT.sub(instead, text) if _SIGN.search(text) else text


def bare_line(text: str) -> str:
    """A title or a name without contacts and without the marks that led to them ("Aide aux repas (06…)")."""
    if not _SIGN.search(text):
        return text
    left = re.sub(r"\(\s*\)|\[\s*\]", " ", _CONTACT.sub(" ", text))
    return re.sub(
        r"(?:[\s:,;|/–—-]+|\b(?:tél|tel|mail|e-mail|contact|whatsapp)\.?\s*:?)+$", "", squeeze(left), flags=re.IGNORECASE
    )


def clean_of_contacts(html: str) -> tuple[str, list[str]]:
    """Clean HTML without its contacts, and what they were; written across tags, they cost the text its markup."""
    text = html_to_text(html)
    found = contacts(text)
    if not found:
        return html, []
    left = without_contacts(html)
    if contacts(html_to_text(left)):
        left = text_to_html(without_contacts(text))
    return left, found
