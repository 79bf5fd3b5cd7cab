"""Files that are unpacked with a limit: a few kilobytes of gzip may hold gigabytes."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from typing import IO

from django.utils.translation import gettext as _

from missions.feeds.feed import FeedUnreadable

CHUNK = 1 << 18
MAX_BYTES = 1 << 30
_GZIP = b"\x1f\x8b"


def gigabytes(size: int) -> str:
    """A size for people: "1,0 Go"."""
    return f"{size / (1 << 30):.1f}".replace(".", ",")


def unpacked(file: IO[bytes], partial: bool = False) -> IO[bytes]:
    """`file` from its start, unpacked when it is gzip (also a .gz that was sent packed once more).

    With `partial` it may be the start of an archive, of which as much is unpacked as there is.
    Raises FeedUnreadable for a damaged or cut archive, or one that holds more than MAX_BYTES.
    """
    for _layer in range(2):
        file.seek(0)
        start = file.read(2)
        file.seek(0)
        if start != _GZIP:
            break
        file = _unpack(file, partial)
    return file


def _unpack(file: IO[bytes], partial: bool) -> IO[bytes]:
    whole, size = tempfile.TemporaryFile(), 0  # noqa: SIM115 (given to the caller)
    try:
        with gzip.GzipFile(fileobj=file) as archive:
            while piece := archive.read(CHUNK):
                size += len(piece)
                if size > MAX_BYTES:
                    raise FeedUnreadable(_("Le flux dépasse %(size)s Go une fois décompressé.") % {"size": gigabytes(MAX_BYTES)})
                whole.write(piece)
    except (OSError, EOFError, zlib.error) as error:
        if not (partial and isinstance(error, EOFError)):
            raise FeedUnreadable(_("L'archive gzip est abîmée ou coupée.")) from error
    whole.seek(0)
    return whole
