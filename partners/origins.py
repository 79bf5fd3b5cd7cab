"""Origins that may frame our pages: exactly one https site each, nothing that a header could misread. Pure functions.

Source: RFC 6454 (the web origin), CSP 3 §7.7.2 (frame-ancestors). What a policy would take for a pattern
(`*`, a path, `;`) is refused here, so that a policy can be put together without a second look.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

# One label of a host name (RFC 1123), after IDNA.
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")


class OriginRefused(ValueError):
    """Why an origin cannot be allowed, in the reader's language."""


def clean_origin(written: str, *, local: bool = False) -> str:
    """`https://host[:port]` as a browser would write it.

    With `local` (development, tests) http and `localhost` names pass too. Raises OriginRefused.
    """
    text = written.strip()
    if not text or re.search(r"[\s;,'\"<>\\*]|[^\x20-\x7eÀ-ɏ]", text):
        raise OriginRefused(_("Une adresse comme https://www.ecole.fr, sans espace, étoile ni point-virgule."))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise OriginRefused(_("Cette adresse est mal écrite.")) from error
    if parts.username is not None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise OriginRefused(_("L'adresse du site seulement : sans nom d'utilisateur, sans page, sans « ? » ni « # »."))
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise OriginRefused(_("L'adresse commence par https://."))
    host = _host(parts.hostname or "", local=local)
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port is not None and port != usual else "")


def _host(host: str, *, local: bool) -> str:
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise OriginRefused(_("Ce nom de site n'existe pas.")) from error
    if name == "localhost" or name.endswith(".localhost"):
        if local:
            return name
        raise OriginRefused(_("« localhost » est ta propre machine : il faut l'adresse publique du site."))
    if _is_ip(host):
        raise OriginRefused(_("Un nom de site, pas une adresse de machine en chiffres."))
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not all(map(_LABEL.fullmatch, labels)) or not _LAST_LABEL.fullmatch(labels[-1]):
        raise OriginRefused(_("Il manque quelque chose au nom du site : un nom complet, comme www.ecole.fr."))
    return name


def _is_ip(host: str) -> bool:
    """Also the forms that browsers read as one: decimal, octal, hexadecimal."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return bool(re.fullmatch(r"(?:0x[0-9a-f]+|\d+)(?:\.(?:0x[0-9a-f]+|\d+))*\.?", host, re.I))
    return True
