"""Where a video may come from: an address of an allowed provider in, its player's address out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Embed:
    """A provider's video: `page` to open it there, `player` to load in a frame once asked for."""

    provider: str
    page: str
    player: str


_YOUTUBE_ID = re.compile(r"[\w-]{11}")
_VIMEO_PATH = re.compile(r"(?:/video)?/(?P<id>\d{4,12})(?:/(?P<hash>[0-9a-f]{8,12}))?/?")
_DAILYMOTION_ID = re.compile(r"[a-zA-Z0-9]{5,12}")
_PEERTUBE_PATH = re.compile(r"/(?:w|videos/watch|videos/embed)/(?P<id>[a-zA-Z0-9-]{10,40})/?")


def _query(url: SplitResult, name: str) -> str:
    return parse_qs(url.query).get(name, [""])[0]


def _youtube(url: SplitResult) -> Embed | None:
    parts = url.path.strip("/").split("/")
    if url.hostname == "youtu.be":
        key = parts[0]
    elif parts == ["watch"]:
        key = _query(url, "v")
    elif len(parts) == 2 and parts[0] in {"embed", "shorts", "live"}:
        key = parts[1]
    else:
        return None
    if not _YOUTUBE_ID.fullmatch(key):
        return None
    return Embed("YouTube", f"https://www.youtube.com/watch?v={key}", f"https://www.youtube-nocookie.com/embed/{key}?autoplay=1")


def _vimeo(url: SplitResult) -> Embed | None:
    found = _VIMEO_PATH.fullmatch(url.path)
    if not found:
        return None
    # An unlisted video has a second part, given as ?h= on the player's address.
    secret = found["hash"] or _query(url, "h")
    page = f"https://vimeo.com/{found['id']}" + (f"/{secret}" if secret else "")
    player = f"https://player.vimeo.com/video/{found['id']}?dnt=1&autoplay=1" + (f"&h={secret}" if secret else "")
    return Embed("Vimeo", page, player) if re.fullmatch(r"[0-9a-f]*", secret) else None


def _dailymotion(url: SplitResult) -> Embed | None:
    parts = [part for part in url.path.split("/") if part]
    key = parts[-1] if url.hostname == "dai.ly" or parts[:-1] in (["video"], ["embed", "video"]) else _query(url, "video")
    if not _DAILYMOTION_ID.fullmatch(key):
        return None
    return Embed(
        "Dailymotion", f"https://www.dailymotion.com/video/{key}", f"https://geo.dailymotion.com/player.html?video={key}"
    )


def _peertube(url: SplitResult) -> Embed | None:
    found = _PEERTUBE_PATH.fullmatch(url.path)
    if not found:
        return None
    origin = f"https://{url.hostname}"
    # p2p=0: otherwise the viewer's address is shared with other viewers.
    return Embed("PeerTube", f"{origin}/w/{found['id']}", f"{origin}/videos/embed/{found['id']}?p2p=0&autoplay=1")


_PROVIDERS: dict[str, Callable[[SplitResult], Embed | None]] = {
    **dict.fromkeys(("www.youtube.com", "youtube.com", "m.youtube.com", "youtu.be", "www.youtube-nocookie.com"), _youtube),
    **dict.fromkeys(("vimeo.com", "www.vimeo.com", "player.vimeo.com"), _vimeo),
    **dict.fromkeys(("www.dailymotion.com", "dailymotion.com", "dai.ly", "geo.dailymotion.com"), _dailymotion),
}


def embed(address: str, frame_sources: Iterable[str]) -> Embed:
    """The player for a video's address.

    `frame_sources`: origins that pages may frame (settings.VIDEO_FRAME_SOURCES); those that are no
    known provider's are PeerTube instances. Raises ValidationError, in the reader's language.
    """
    try:
        url = urlsplit(address.strip())
        port = url.port
    except ValueError as error:
        raise ValidationError(_("Cette adresse n'est pas lisible. Copie-la depuis la barre du navigateur.")) from error
    if url.scheme != "https" or port or url.username:
        raise ValidationError(_("L'adresse de la vidéo doit commencer par https:// et n'avoir ni port ni identifiant."))
    provider = _PROVIDERS.get(url.hostname or "")
    if provider is None and f"https://{url.hostname}" in {source.rstrip("/") for source in frame_sources}:
        provider = _peertube
    if provider is None:
        raise ValidationError(
            _(
                "On ne peut pas montrer de vidéo de %(host)s. "
                "Hébergeurs acceptés : PeerTube (instances déclarées), YouTube, Vimeo, Dailymotion."
            )
            % {"host": url.hostname or address}
        )
    found = provider(url)
    if found is None:
        raise ValidationError(_("Cette adresse ne mène pas à une vidéo précise. Copie l'adresse de la page de la vidéo."))
    return found
