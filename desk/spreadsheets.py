"""CSV and XLSX that a spreadsheet opens as text and numbers, never as a formula."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from kit.cells import neutralised


class SafeExportMixin(SpreadsheetExportMixin):
    """Wagtail's export with neutralised cells and headings, and a mark that tells Excel the file is UTF-8."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        value = super().preprocess_field_value(field, value, export_format)
        # Texts that are translated only when written are text too.
        return neutralised(force_str(value, strings_only=True))

    def get_heading(self, queryset: Any, field: str) -> Any:
        return neutralised(super().get_heading(queryset, field))

    def stream_csv(self, queryset: Any) -> Iterator[bytes]:
        yield "\ufeff".encode()
        yield from super().stream_csv(queryset)
