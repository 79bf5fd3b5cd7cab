"""Files for <video>, served in byte ranges (RFC 9110, section 14): iPhones play nothing without.

For one machine and short films; a large site puts its media behind a web server or a store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

MEDIA_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "vtt": "text/vtt; charset=utf-8"}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_CHUNK = 64 * 1024


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None for the whole file (no, several or unreadable ranges).

    Raises ValueError when the range lies outside the file.
    """
    found = _RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
    if start > end or start >= size:
        raise ValueError(header)
    return start, end


def _pieces(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(_CHUNK, length))):
            length -= len(piece)
            yield piece


def ranged_response(request: HttpRequest, file: IO[bytes], content_type: str) -> HttpResponseBase:
    """The file, or the part of it that was asked for (206; 416 when there is no such part)."""
    size = file.size
    try:
        part = parse_range(request.headers.get("Range", ""), size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    if part is None:
        response: HttpResponseBase = FileResponse(file.open("rb"), content_type=content_type)
    else:
        start, end = part
        response = StreamingHttpResponse(_pieces(file.open("rb"), start, end - start + 1), status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
        response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "public, max-age=86400"
    return response
