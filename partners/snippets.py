"""The few lines a partner pastes into its page: a frame, a link that stays when the frame cannot open, and our script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from partners.models import EmbedKind, Partner
from partners.views import script_integrity

# Height in CSS pixels before the script grows the frame, and where no script runs.
HEIGHTS = {
    EmbedKind.RESOURCE: 700,
    EmbedKind.SKILL: 700,
    EmbedKind.CATALOGUE: 800,
    EmbedKind.MISSIONS: 800,
    EmbedKind.QUESTIONNAIRE: 640,
}
LEAST_HEIGHT, MOST_HEIGHT = 200, 2000


@dataclass(frozen=True, slots=True)
class Snippet:
    """What a frame shows: `key` for a resource or a skill, `query` for what is filtered; `width` 0 fills the page's column."""

    partner: Partner
    kind: EmbedKind
    title: str
    portal_url: str
    key: str = ""
    query: Sequence[tuple[str, str]] = ()
    language: str = ""
    theme: str = "clair"
    width: int = 0
    height: int = 0

    @property
    def address(self) -> str:
        """The frame's whole address."""
        names = {EmbedKind.RESOURCE: "resource", EmbedKind.SKILL: "skill"}
        arguments = [self.partner.slug, self.key] if self.kind in names else [self.partner.slug]
        path = reverse(f"embed:{names.get(self.kind, self.kind.name.lower())}", args=arguments)
        chosen = [("langue", self.language or self.partner.language), ("theme", self.theme)]
        return f"{settings.BASE_URL}{path}?{urlencode([*self.query, *chosen])}"

    @property
    def shown_height(self) -> int:
        return min(MOST_HEIGHT, max(LEAST_HEIGHT, self.height or HEIGHTS[self.kind]))

    def html(self, *, script: bool = True) -> SafeString:
        """Valid wherever HTML can be pasted; every text escaped."""
        frame = frame_html(self.address, self.title, self.width or "100%", self.shown_height)
        link = format_html('<p data-tremplin-link><a href="{}">{}</a></p>', self.portal_url, self.title)
        return format_html("{}\n{}\n{}", frame, link, script_tag()) if script else format_html("{}\n{}", frame, link)


def frame_html(address: str, title: str, width: int | str, height: int) -> SafeString:
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="strict-origin"'
        ' style="border:0;max-width:100%"></iframe>',
        address,
        title,
        width,
        height,
    )


def script_tag() -> SafeString:
    return format_html(
        '<script async src="{}{}" integrity="{}" crossorigin="anonymous"></script>',
        settings.BASE_URL,
        reverse("embed:script"),
        script_integrity(),
    )
