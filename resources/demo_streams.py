"""Plain mappings to StreamField data, checked against the blocks themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image


def raw_stream(block: blocks.StreamBlock, items: list[Any], where: str, folder: Path | None) -> list[dict[str, Any]]:
    """Stream data for one-key mappings ({"text": …}); ValueError naming the field that does not fit."""
    raw = []
    for number, item in enumerate(items):
        here = f"{where}[{number}]"
        if not isinstance(item, dict) or len(item) != 1:
            raise ValueError(f"{here}: expected one block with its type, got {type(item).__name__}")
        ((kind, value),) = item.items()
        child = block.child_blocks.get(kind)
        if child is None:
            raise ValueError(f"{here}: no block is called {kind!r}; there are {', '.join(block.child_blocks)}")
        entry = {"type": kind, "value": _raw(child, value, f"{here}.{kind}", folder), "id": _id(here, value)}
        _check(child, entry["value"], here)
        raw.append(entry)
    return raw


def _id(where: str, value: Any) -> str:
    """The same for the same content: answers being given while pages are loaded again stay valid."""
    return str(uuid5(NAMESPACE_URL, f"{where}:{value}"))


def _raw(block: blocks.Block, value: Any, where: str, folder: Path | None) -> Any:
    if isinstance(block, blocks.StructBlock):
        if not isinstance(value, dict) or (unknown := set(value) - set(block.child_blocks)):
            raise ValueError(f"{where}: " + (f"unknown field {min(unknown)!r}" if isinstance(value, dict) else "expected fields"))
        return {name: _raw(block.child_blocks[name], part, f"{where}.{name}", folder) for name, part in value.items()}
    if isinstance(block, blocks.ListBlock):
        if not isinstance(value, list):
            raise ValueError(f"{where}: expected a list")
        places = [(f"{where}[{number}]", part) for number, part in enumerate(value)]
        return [
            {"type": "item", "value": _raw(block.child_block, part, here, folder), "id": _id(here, part)} for here, part in places
        ]
    if isinstance(block, ImageChooserBlock):
        return stored_image(value, where, folder).pk if value else None
    if isinstance(block, DocumentChooserBlock):
        return stored_document(value, where, folder).pk if value else None
    return value


def _check(block: blocks.Block, value: Any, where: str) -> None:
    try:
        block.clean(block.to_python(value))
    except ValidationError as error:
        raise ValueError(f"{where}: {_message(error)}") from error


def _message(error: ValidationError) -> str:
    """Wagtail's nested block errors in one line."""
    nested = getattr(error, "block_errors", None)
    if isinstance(nested, dict):
        return "; ".join(f"{name}: {_message(part)}" for name, part in nested.items())
    if nested:
        return "; ".join(_message(part) for part in nested if part)
    return " ".join(error.messages)


def _read(name: str, where: str, folder: Path | None) -> tuple[str, bytes]:
    path = (folder or Path()) / str(name)
    if folder is None or not path.is_file():
        raise ValueError(f"{where}: there is no file {name!r}")
    return path.name, path.read_bytes()


def stored_document(name: str, where: str, folder: Path | None) -> Document:
    """The file as a Wagtail document; the same content is stored once."""
    title, content = _read(name, where, folder)
    new = Document(title=title, file=ContentFile(content, title))
    new._set_document_file_metadata()
    known = Document.objects.filter(title=title, file_hash=new.file_hash).first()
    if known is None:
        new.save()
    return known or new


def stored_image(name: str, where: str, folder: Path | None, description: str = "") -> Image:
    """The file as a Wagtail image; the same content is stored once."""
    title, content = _read(name, where, folder)
    new = Image(title=title, description=description[:255], file=ContentFile(content, title))
    new._set_image_file_metadata()
    known = Image.objects.filter(title=title, file_hash=new.file_hash).first()
    if known is None:
        new.save()
    return known or new
