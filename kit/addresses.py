"""Which addresses we call: public hosts only, checked after DNS resolution, and https unless said otherwise.

The connection goes to the very address that was checked, so that a name cannot change its answer between
the check and the call (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

SECURE = frozenset({"https"})
WEB = frozenset({"https", "http"})
_REFUSED_RANGES = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "100.64.0.0/10")))


class AddressRefused(Exception):
    """The address has another scheme, does not resolve, or leads to a host that is not public. For people, translated."""


def is_public(address: str) -> bool:
    """Whether an IP address can be reached by everybody; ways to wrap a private one are seen through."""
    ip = ipaddress.ip_address(address.split("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    refused = any(ip in network for network in _REFUSED_RANGES if network.version == ip.version)
    return ip.is_global and not ip.is_multicast and not refused


def resolve(host: str, port: int) -> list[str]:
    """Every IP address of a host. Raises AddressRefused when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(_("Le nom %(host)s n'existe pas.") % {"host": host}) from error
    return list(dict.fromkeys(entry[4][0] for entry in found))


def checked_address(url: httpx.URL, schemes: frozenset[str] = SECURE) -> str:
    """The IP address to connect to for `url`. Raises AddressRefused unless every address of its host is public.

    settings.FETCH_PRIVATE_ADDRESSES ("127.0.0.1:8123") lists what may be called all the same: the tests' own server.
    """
    if url.scheme not in schemes:
        raise AddressRefused(_("Une adresse doit commencer par %(schemes)s.") % {"schemes": _prefixes(schemes)})
    if url.userinfo:
        raise AddressRefused(_("Une adresse ne doit contenir ni identifiant ni mot de passe."))
    port = url.port or (80 if url.scheme == "http" else 443)
    addresses = resolve(url.host, port)
    refused = [one for one in addresses if not is_public(one) and f"{one}:{port}" not in settings.FETCH_PRIVATE_ADDRESSES]
    if refused or not addresses:
        raise AddressRefused(
            _("%(host)s mène à une machine qui n'est pas publique (%(addresses)s).")
            % {"host": url.host, "addresses": ", ".join(refused)}
        )
    return addresses[0]


def _prefixes(schemes: frozenset[str]) -> str:
    return " / ".join(f"{scheme}://" for scheme in sorted(schemes, reverse=True))


class PublicTransport(httpx.HTTPTransport):
    """Connects to checked addresses only; the certificate is verified against the name that was asked for."""

    def __init__(self, schemes: frozenset[str] = SECURE) -> None:
        super().__init__(trust_env=False)
        self.schemes = schemes

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        address = checked_address(request.url, self.schemes)
        host = request.url.host
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return super().handle_request(request)
