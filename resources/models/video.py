"""A video: a file of ours, or one of an allowed provider that is loaded only when asked for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from kit.blocks import SMALL_TEXT_FEATURES
from kit.pages import BasePage
from kit.rich_text import RichTextField
from kit.video import Embed, embed
from resources.models.facts import Kind, Resource, ResourceSkill
from resources.structured_data import video_data


def _document(text: str, help_text: str = "") -> models.ForeignKey:
    return models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=text,
        help_text=help_text,
    )


class VideoPage(Resource):
    KIND = Kind.VIDEO

    file = _document(_("fichier"), _("MP4 de préférence. Léger : 20 Mo au plus si possible."))
    file_webm = _document(_("le même en WebM"), _("Facultatif. Pour les navigateurs qui ne lisent pas le MP4."))
    video_url = models.URLField(
        _("ou adresse"),
        blank=True,
        help_text=_("Page de la vidéo sur PeerTube, YouTube, Vimeo ou Dailymotion. Rien n'est chargé avant le clic."),
    )
    poster = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("image d'attente"),
    )
    captions = _document(_("sous-titres"), _("Fichier WebVTT (.vtt), dans la langue de la page."))
    provider_captions = models.BooleanField(_("sous-titres chez l'hébergeur"), default=False)
    seconds = models.PositiveSmallIntegerField(
        _("durée du film en secondes"), null=True, blank=True, help_text=_("La durée de la fiche compte aussi l'exercice.")
    )
    transcript = RichTextField(
        _("transcription"),
        blank=True,
        features=SMALL_TEXT_FEATURES,
        help_text=_("Tout ce qui se dit et se voit, pour lire sans regarder."),
    )

    shown_with = (*Resource.shown_with, "poster", "file", "file_webm", "captions")
    template = "resources/video_page.html"
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("file"), FieldPanel("file_webm")]),
                FieldPanel("video_url"),
                FieldRowPanel([FieldPanel("poster"), FieldPanel("seconds")]),
            ],
            heading=_("Vidéo"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("captions"), FieldPanel("provider_captions")]), FieldPanel("transcript")],
            heading=_("Pour tout le monde"),
        ),
        FieldPanel("body", heading=_("Autour de la vidéo")),
    ]

    class Meta:
        verbose_name = _("vidéo")
        verbose_name_plural = _("vidéos")

    def clean(self) -> None:
        super().clean()
        if bool(self.file_id) == bool(self.video_url):
            raise ValidationError({"video_url": _("Choisis un fichier ou donne une adresse : l'un des deux.")})
        if self.video_url:
            try:
                embed(self.video_url, settings.VIDEO_FRAME_SOURCES)
            except ValidationError as error:
                raise ValidationError({"video_url": error}) from error

    @property
    def player(self) -> Embed | None:
        """The provider's player; None for a file of ours, or an address no longer allowed."""
        try:
            return embed(self.video_url, settings.VIDEO_FRAME_SOURCES) if self.video_url else None
        except ValidationError:
            return None

    @property
    def has_captions(self) -> bool:
        return bool(self.captions_id) or self.provider_captions

    @property
    def has_transcript(self) -> bool:
        return bool(self.transcript)

    def structured(self, request: HttpRequest, links: list[ResourceSkill]) -> dict[str, Any]:
        poster = self.poster.get_rendition("width-800|format-webp").url if self.poster else ""
        return super().structured(request, links) | video_data(self, poster, request)
