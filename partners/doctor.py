"""Why a frame does not show on a partner's page: the page is fetched once, safely, and read for what would block it.

Sources: CSP 3 (frame-src, child-src, default-src), HTML (iframe sandbox), Mixed Content (W3C), CSP 3 frame-ancestors.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from kit.addresses import WEB, AddressRefused, PublicTransport
from partners.models import Partner
from partners.origins import OriginRefused, clean_origin

MAX_BYTES = 2 * 1024 * 1024
MAX_REDIRECTS = 3
MAX_SECONDS = 10
AGENT = "Tremplin-embed-doctor/1.0"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: `blocks` when it keeps the frame from showing, `fix` says what to do."""

    blocks: bool
    what: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """Where the redirects ended, the policies of its headers, and its HTML."""

    address: str
    policies: tuple[str, ...]
    html: str


class PageUnreadable(Exception):
    """The page cannot be had; the text says why, in the reader's language."""


def examine(partner: Partner, address: str, transport: httpx.BaseTransport | None = None) -> list[Finding]:
    """What would keep the partner's embeds from showing on the page at `address`, worst first. `transport` replaces the network."""
    if "://" not in address:
        address = f"https://{address}"
    try:
        page = fetch_page(address, transport)
    except PageUnreadable as error:
        return [Finding(True, str(error), _("Vérifie l'adresse. Une page derrière un mot de passe ne peut pas être lue d'ici."))]
    return diagnose(partner, page)


def diagnose(partner: Partner, page: FetchedPage) -> list[Finding]:
    """The findings of a page in hand, what blocks first."""
    frames = _Frames()
    frames.feed(page.html)
    found = [*_origin(partner, page), *_policies([*page.policies, *frames.policies]), *_frames(partner, page, frames.frames)]
    if not any(finding.blocks for finding in found):
        found.append(Finding(False, _("Rien ne bloque : tes intégrations s'affichent sur cette page.")))
    return sorted(found, key=lambda finding: not finding.blocks)


def _origin(partner: Partner, page: FetchedPage) -> list[Finding]:
    parts = urlsplit(page.address)
    written = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme == "http" and not settings.LOCAL_PARTNERS:
        return [
            Finding(True, _("La page s'ouvre en http, sans chiffrement."), _("Ouvre-la en https, et donne cette adresse-là."))
        ]
    try:
        origin = clean_origin(written, local=settings.LOCAL_PARTNERS)
    except OriginRefused as refused:
        return [Finding(True, str(refused))]
    if not partner.active:
        return [Finding(True, _("Ce partenaire n'est plus actif."), _("Écris à l'équipe de Tremplin."))]
    if origin in partner.origins:
        return []
    fix = _("Demande à l'équipe de Tremplin d'ajouter %(origin)s à tes sites.") % {"origin": origin}
    return [Finding(True, _("Ce site n'est pas dans la liste de tes sites autorisés."), fix)]


def _policies(policies: Iterable[str]) -> list[Finding]:
    """Each policy of the page must let our frames and, to grow them, our script in."""
    found = []
    for policy in policies:
        rules = _rules(policy)
        for names, blocks, what in (
            (("frame-src", "child-src", "default-src"), True, _("La politique de sécurité de ton site (CSP) refuse nos cadres.")),
            (
                ("script-src-elem", "script-src", "default-src"),
                False,
                _("La politique de ton site (CSP) refuse notre script : le cadre garde une hauteur fixe."),
            ),
        ):
            name = next((name for name in names if name in rules), None)
            if name is not None and not _lets_in(rules[name]):
                fix = _("Ajoute %(site)s à %(name)s.") % {"site": settings.BASE_URL, "name": name}
                found.append(Finding(blocks, what, fix))
        if "sandbox" in rules and "allow-scripts" not in rules["sandbox"]:
            found.append(
                Finding(True, _("Ta page s'affiche dans un bac à sable (CSP sandbox)."), _("Enlève « sandbox » de la politique."))
            )
    return found


def _rules(policy: str) -> dict[str, list[str]]:
    """Directive -> its words, the first one of a name counts (CSP 3, 2.2.1)."""
    rules: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            rules.setdefault(words[0].lower(), words[1:])
    return rules


def _lets_in(sources: list[str]) -> bool:
    ours = urlsplit(settings.BASE_URL)
    host = ours.hostname or ""
    return any(_matches(source.lower().rstrip("/"), ours.scheme, ours.netloc, host) for source in sources)


def _matches(source: str, scheme: str, netloc: str, host: str) -> bool:
    if source in {"*", f"{scheme}:", "https:" if scheme == "https" else "http:"}:
        return True
    bare = source.split("://", 1)[-1].split("/", 1)[0]
    return bare in {netloc, host} or (bare.startswith("*.") and host.endswith(bare[1:]))


def _frames(partner: Partner, page: FetchedPage, frames: list[dict[str, str]]) -> list[Finding]:
    """Our frames in the page as it is, if it has any."""
    ours = urlsplit(settings.BASE_URL).netloc
    mine = [frame for frame in frames if urlsplit(frame.get("src", "")).netloc == ours]
    found = []
    if not mine:
        found.append(
            Finding(False, _("Il n'y a pas encore d'intégration de Tremplin dans cette page, ou elle est ajoutée par un script."))
        )
    for frame in mine:
        parts = urlsplit(frame["src"])
        if not parts.path.startswith(f"/embed/{partner.slug}/"):
            found.append(
                Finding(
                    True,
                    _("Ce cadre ne montre pas une adresse d'intégration à toi : %(path)s") % {"path": parts.path[:120]},
                    _("Copie l'extrait depuis « Intégrer une page »."),
                )
            )
        if parts.scheme == "http" and urlsplit(page.address).scheme == "https":
            found.append(
                Finding(
                    True,
                    _("Le cadre est en http dans une page en https : le navigateur le refuse."),
                    _("Écris https dans l'adresse du cadre."),
                )
            )
        if "sandbox" in frame:
            found.extend(_sandbox(frame["sandbox"].split()))
        if not frame.get("title"):
            found.append(
                Finding(
                    False,
                    _("Le cadre n'a pas de titre : un lecteur d'écran ne sait pas ce qu'il montre."),
                    _('Ajoute title="…".'),
                )
            )
    return found


def _sandbox(allowed: list[str]) -> list[Finding]:
    needed = ("allow-scripts", "allow-forms", "allow-same-origin", "allow-popups")
    missing = [word for word in needed if word not in allowed]
    if not missing:
        return []
    fix = _("Ajoute %(words)s à « sandbox », ou enlève-le.") % {"words": " ".join(missing)}
    return [
        Finding(
            "allow-forms" in missing or "allow-same-origin" in missing,
            _("Ton site met le cadre dans un bac à sable : les formulaires ou les liens n'y marchent pas."),
            fix,
        )
    ]


class _Frames(HTMLParser):
    """Frames and policies of a page; whatever HTML it is, it never raises."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[dict[str, str]] = []
        self.policies: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "iframe":
            self.frames.append(found)
        elif tag == "meta" and found.get("http-equiv", "").lower() == "content-security-policy":
            self.policies.append(found.get("content", ""))


def fetch_page(address: str, transport: httpx.BaseTransport | None = None) -> FetchedPage:
    """The page at the end of at most three redirects, each to a public address; at most 2 MB and 10 s. Raises PageUnreadable."""
    deadline = time.monotonic() + MAX_SECONDS
    client = httpx.Client(
        transport=transport or PublicTransport(WEB),
        timeout=httpx.Timeout(5.0),
        headers={"User-Agent": AGENT, "Accept": "text/html"},
        trust_env=False,
        follow_redirects=False,
    )
    try:
        with client:
            return _followed(client, httpx.URL(address), deadline)
    except AddressRefused as error:
        raise PageUnreadable(_("Cette adresse n'est pas publique, ou n'existe pas.")) from error
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise PageUnreadable(_("Cette page ne répond pas.")) from error


def _followed(client: httpx.Client, url: httpx.URL, deadline: float) -> FetchedPage:
    for _hop in range(MAX_REDIRECTS + 1):
        with client.stream("GET", url) as answer:
            if answer.has_redirect_location:
                url = url.join(answer.headers["location"])
                continue
            if answer.status_code >= 400:
                raise PageUnreadable(_("Cette page répond par une erreur (%(status)s).") % {"status": answer.status_code})
            policies = tuple(answer.headers.get_list("content-security-policy"))
            return FetchedPage(str(url), tuple(_split(policies)), _body(answer, deadline))
    raise PageUnreadable(_("Cette page renvoie de redirection en redirection."))


def _split(policies: Iterable[str]) -> list[str]:
    """Several policies may stand in one header, a comma between."""
    return [policy for header in policies for policy in header.split(",")]


def _body(answer: httpx.Response, deadline: float) -> str:
    pieces, size = [], 0
    for piece in answer.iter_bytes():
        pieces.append(piece)
        size += len(piece)
        # Frames stand in the first 2 MB of a page, or nowhere.
        if size > MAX_BYTES or time.monotonic() > deadline:
            break
    return b"".join(pieces)[:MAX_BYTES].decode(answer.charset_encoding or "utf-8", "replace")
