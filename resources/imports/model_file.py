"""The file to fill in, made from the columns themselves so that it never lies about them."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from resources.imports.columns import COLUMNS
from skills.levels import Level
from skills.models import Skill

WIDTHS = {"titre": 34, "résumé": 44, "texte": 60, "compétences": 36, "mots-clés": 24, "slug": 30}


def model_csv() -> bytes:
    """Headings and one example, with semicolons and the mark that tells a French Excel how to open it."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.heading for column in COLUMNS])
    writer.writerow([column.example for column in COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def model_xlsx() -> bytes:
    """The same as a workbook, with a sheet that explains each column and one with every skill."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Ressources")
    sheet.append([column.heading for column in COLUMNS])
    sheet.append([int(column.example) if column.example.isdecimal() else column.example for column in COLUMNS])
    sheet.freeze_panes = "A2"
    for cells, column in zip(sheet.columns, COLUMNS, strict=True):
        cells[0].font = Font(bold=True)
        cells[1].alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[cells[0].column_letter].width = WIDTHS.get(column.heading, 14)
    _explain(book)
    _list_skills(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(book: Workbook) -> None:
    sheet = book.create_sheet(_("Mode d'emploi"))
    sheet.append([_("Colonne"), _("À remplir"), _("Ce qu'on y met")])
    for column in COLUMNS:
        sheet.append([column.heading, _("pour une nouvelle page") if column.required else _("au besoin"), str(column.help)])
    sheet.append([])
    sheet.append([_("Une case vide laisse ce qui est déjà sur la page. Seule la première feuille est lue.")])
    for letter, width in (("A", 16), ("B", 24), ("C", 100)):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _list_skills(book: Workbook) -> None:
    sheet = book.create_sheet(_("Compétences"))
    sheet.append([_("Identifiant"), _("Nom"), _("Famille")])
    for skill in Skill.objects.select_related("family"):
        sheet.append([skill.slug, skill.name, skill.family.name])
    sheet.append([])
    sheet.append([_("Niveaux"), ", ".join(f"{level.value} {level.label}" for level in Level)])
    for letter, width in (("A", 34), ("B", 44), ("C", 30)):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
