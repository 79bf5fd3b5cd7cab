"""The building blocks of a body of text: few, so that every page reads well on a phone.

Block definitions stay out of migrations (see `StreamField`): changing one needs no migration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField as WagtailStreamField
from wagtail.images.blocks import ImageChooserBlock

from kit.rich_text import RichTextBlock
from kit.video import Embed, embed

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ul", "ol", "link"]
# Inside another block: no headings, so that the outline of the page stays whole.
SMALL_TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link"]


class StreamField(WagtailStreamField):
    """Wagtail's StreamField whose migrations hold no block definition (as in ONSdigital/dis-wagtail).

    A migration's frozen model then knows the raw JSON only, which is what a data migration should use.
    """

    def __init__(self, block_types: Any = (), **kwargs: Any) -> None:
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alternative = blocks.CharBlock(
        label=_("texte de remplacement"),
        required=False,
        max_length=250,
        help_text=_("Ce que l'image apporte, pour qui ne la voit pas. Vide seulement si elle est décorative."),
    )
    decorative = blocks.BooleanBlock(
        label=_("image décorative"), required=False, help_text=_("À cocher quand l'image n'apporte aucune information.")
    )
    credit = blocks.CharBlock(label=_("crédit"), required=False, max_length=200, help_text=_("Auteur et licence."))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/image.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """`first`: the body opens with it, so it is in sight from the start."""
        context = super().get_context(value, parent_context)
        return {**context, "first": bool(context.get("forloop", {}).get("first"))}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["alternative"].strip()) == bool(cleaned["decorative"]):
            message = _("Écris un texte de remplacement, ou coche « image décorative » : l'un des deux.")
            raise StructBlockValidationError(block_errors={"alternative": ValidationError(message)})
        return cleaned


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("citation"), rows=3, help_text=_("Sans guillemets : la page les ajoute."))
    who = blocks.CharBlock(label=_("qui le dit"), required=False, max_length=150)

    class Meta:
        icon = "openquote"
        label = _("Citation")
        template = "blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    TONES = [("tip", _("Astuce")), ("warning", _("Attention")), ("remember", _("À retenir"))]

    tone = blocks.ChoiceBlock(label=_("ton"), choices=TONES, default="tip")
    title = blocks.CharBlock(label=_("titre"), max_length=120)
    text = RichTextBlock(label=_("texte"), features=SMALL_TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Encadré")
        template = "blocks/callout.html"


class ExerciseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("durée en minutes"), min_value=1, max_value=240, required=False)
    text = RichTextBlock(label=_("consigne"), features=SMALL_TEXT_FEATURES)

    class Meta:
        icon = "pick"
        label = _("À toi de jouer")
        template = "blocks/exercise.html"


class VideoValue(blocks.StructValue):
    def player(self) -> Embed | None:
        """The provider's player; None for a file of ours, or an address no longer allowed."""
        try:
            return embed(self["url"], settings.VIDEO_FRAME_SOURCES) if self["url"] else None
        except ValidationError:
            return None


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=150)
    file = DocumentChooserBlock(label=_("fichier"), required=False, help_text=_("MP4 ou WebM, 20 Mo au plus si possible."))
    url = blocks.URLBlock(
        label=_("ou adresse"),
        required=False,
        help_text=_("Page de la vidéo sur PeerTube, YouTube, Vimeo ou Dailymotion. Rien n'est chargé avant le clic."),
    )
    poster = ImageChooserBlock(label=_("image d'attente"), required=False)
    captions = DocumentChooserBlock(label=_("sous-titres"), required=False, help_text=_("Fichier WebVTT (.vtt)."))
    transcript = RichTextBlock(label=_("transcription"), required=False, features=SMALL_TEXT_FEATURES)

    class Meta:
        icon = "media"
        label = _("Vidéo")
        template = "blocks/video.html"
        value_class = VideoValue

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["file"]) == bool(cleaned["url"]):
            message = _("Choisis un fichier ou donne une adresse : l'un des deux.")
            raise StructBlockValidationError(block_errors={"url": ValidationError(message)})
        if cleaned["url"]:
            try:
                embed(cleaned["url"], settings.VIDEO_FRAME_SOURCES)
            except ValidationError as error:
                raise StructBlockValidationError(block_errors={"url": error}) from error
        return cleaned


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    label = blocks.CharBlock(label=_("intitulé"), required=False, max_length=150, help_text=_("Vide : le titre du document."))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=150)
    text = RichTextBlock(label=_("texte"), features=SMALL_TEXT_FEATURES)


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(AccordionItemBlock(), label=_("parties"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Accordéon")
        template = "blocks/accordion.html"


class BodyBlock(blocks.StreamBlock):
    """Every block a body may hold; article, lesson, course and editorial pages share it."""

    text = RichTextBlock(label=_("Texte"), icon="pilcrow", features=TEXT_FEATURES)
    image = ImageBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    exercise = ExerciseBlock()
    video = VideoBlock()
    document = DocumentBlock()
    accordion = AccordionBlock()


def pictures_of(body: blocks.StreamValue) -> Iterator[tuple[Any, bool]]:
    """The body's images, each with whether it is only a film's still; those deleted since are left out."""
    for block in body:
        if block.block_type == "image" and block.value["image"]:
            yield block.value["image"], False
        elif block.block_type == "video" and block.value["poster"]:
            yield block.value["poster"], True


def prefetch_renditions(body: blocks.StreamValue) -> None:
    """Fetch what the body's images need in one query, however many there are."""
    if images := [image for image, _is_poster in pictures_of(body)]:
        prefetch_related_objects(images, "renditions")


def searchable_text(body: blocks.StreamValue) -> list[str]:
    """The body's words, block by block, without markup."""
    return body.stream_block.get_searchable_content(body)
