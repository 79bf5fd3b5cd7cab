"""What a leader prints: a poster with the code, and a sheet a session. A4, with a title and a language for whoever reads by ear.

Set in Helvetica, which every reader has: its letters are those of Windows-1252, all of French and English among them.
"""

from __future__ import annotations

import unicodedata
from io import BytesIO
from xml.sax.saxutils import escape

from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Spacer

from partners.models import SessionMaterial, Workshop
from partners.qr import Squares

INK, VIOLET, SOFT = HexColor("#1b1440"), HexColor("#5b3df5"), HexColor("#514a70")
TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=11.5, leading=16, textColor=INK, spaceAfter=6)
HEAD = ParagraphStyle("head", TEXT, fontName="Helvetica-Bold", fontSize=15, leading=19, spaceBefore=10, keepWithNext=1)
TITLE = ParagraphStyle("title", TEXT, fontName="Helvetica-Bold", fontSize=25, leading=30, spaceAfter=8)
KIND = ParagraphStyle("kind", TEXT, textColor=SOFT, fontSize=10.5)
MIDDLE = ParagraphStyle("middle", TEXT, alignment=TA_CENTER, fontSize=17, leading=23, spaceAfter=10)
BIG = ParagraphStyle("big", MIDDLE, fontName="Helvetica-Bold", fontSize=38, leading=44)
CODE = ParagraphStyle("code", MIDDLE, fontName="Helvetica-Bold", fontSize=74, leading=84, textColor=VIOLET)
INLINE = {"b": "b", "strong": "b", "i": "i", "em": "i"}
# Thin no-break spaces and what else the font has under another sign.
_LIKE = str.maketrans({"\u202f": "\u00a0", "\u2009": " ", "\u2011": "-", "→": "›", "≠": "/", "\u2212": "-"})


def printable(text: str) -> str:
    """The text in signs the font has: an accent it does not know goes, a sign it does not know becomes "?"."""
    signs = []
    for sign in text.translate(_LIKE):
        try:
            sign.encode("cp1252")
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", sign).encode("cp1252", "ignore").decode("cp1252")
            signs.append(plain or "?")
        else:
            signs.append(sign)
    return "".join(signs)


def _words(text: str) -> str:
    return escape(printable(text))


def poster(workshop: Workshop, address: str, squares: Squares) -> bytes:
    """For the door: the code, and the two ways in."""
    parts = [
        Paragraph(_words(workshop.partner.name), MIDDLE),
        Paragraph(_words(workshop.title), BIG),
        Spacer(1, 8 * mm),
        Paragraph(_words(_("Vise ce carré avec ton appareil photo :")), MIDDLE),
        _Drawn(squares, 92 * mm),
        Spacer(1, 6 * mm),
        Paragraph(_words(_("ou va sur %(address)s et tape :") % {"address": address}), MIDDLE),
        Paragraph(_words(workshop.code_groups), CODE),
        Paragraph(_words(_("Sans compte. Un prénom ou un surnom suffit.")), MIDDLE),
    ]
    return _document(parts, workshop.title)


def session_sheet(workshop: Workshop, material: SessionMaterial) -> bytes:
    """What participants read of a session, on paper; never the leader's notes."""
    kind = _("%(workshop)s · %(minutes)s minutes") % {"workshop": workshop.title, "minutes": material.minutes}
    parts = [Paragraph(_words(kind), KIND), Paragraph(_words(material.title), TITLE), *_blocks(material.text)]
    return _document(parts, f"{material.title} · {workshop.title}")


def _document(parts: list[Flowable], title: str) -> bytes:
    file = BytesIO()
    margins = {"leftMargin": 20 * mm, "rightMargin": 20 * mm, "topMargin": 18 * mm, "bottomMargin": 18 * mm}
    document = SimpleDocTemplate(
        file, pagesize=A4, title=title, author="Tremplin", lang=get_language() or "fr", displayDocTitle=1, **margins
    )
    document.build(parts, onFirstPage=_foot, onLaterPages=_foot)
    return file.getvalue()


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont("Helvetica", 9)
    canvas.setFillColor(SOFT)
    canvas.drawString(20 * mm, 11 * mm, "Tremplin")
    canvas.drawRightString(A4[0] - 20 * mm, 11 * mm, str(document.page))


class _Drawn(Flowable):
    """Squares, centred."""

    def __init__(self, squares: Squares, side: float) -> None:
        super().__init__()
        self.squares, self.hAlign = squares, "CENTER"
        self.width = self.height = side

    def draw(self) -> None:
        unit = self.width / self.squares.side
        self.canv.setFillColor(INK)
        for x, y, length in self.squares.runs:
            self.canv.rect(x * unit, self.height - (y + 1) * unit, length * unit, unit, stroke=0, fill=1)


def _blocks(html: str) -> list[Flowable]:
    """A rich text's headings, paragraphs and lists."""
    made: list[Flowable] = []
    for element in BeautifulSoup(html, "html.parser").find_all(["h2", "h3", "p", "ul", "ol"], recursive=False):
        if element.name in {"ul", "ol"}:
            made.append(_list(element))
        else:
            made.append(Paragraph(_inline(element), TEXT if element.name == "p" else HEAD))
    return made


def _list(element: Tag) -> ListFlowable:
    items = [ListItem(Paragraph(_inline(item), TEXT)) for item in element.find_all("li", recursive=False)]
    signs = {"bulletType": "1"} if element.name == "ol" else {"bulletType": "bullet", "start": "•"}
    return ListFlowable(items, leftIndent=16, bulletColor=VIOLET, **signs)


def _inline(element: Tag) -> str:
    """The words in reportlab's own marks: bold, italic, line breaks; a link keeps its words."""
    parts = []
    for child in element.children:
        if isinstance(child, NavigableString):
            parts.append(_words(str(child)))
        elif child.name == "br":
            parts.append("<br/>")
        elif child.name in INLINE:
            parts.append(f"<{INLINE[child.name]}>{_inline(child)}</{INLINE[child.name]}>")
        else:
            parts.append(_inline(child))
    return "".join(parts)
