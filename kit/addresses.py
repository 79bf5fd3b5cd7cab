"""Which addresses we call: public hosts only, checked after DNS resolution, and https unless said otherwise.

The connection goes to the very address that was checked, so that a name cannot change its answer between
the check and the call (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket

import httpx

SECURE = frozenset({"https"})
WEB = frozenset({"https", "http"})
_REFUSED_RANGES = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "100.64.0.0/10")))


class AddressRefused(Exception):
    """The address has another scheme, does not resolve, or leads to a host that is not public."""


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
        raise AddressRefused(f"{host} cannot be resolved") from error
    return list(dict.fromkeys(entry[4][0] for entry in found))


def checked_address(url: httpx.URL, schemes: frozenset[str] = SECURE) -> str:
    """The IP address to connect to for `url`. Raises AddressRefused unless every address of its host is public."""
    if url.scheme not in schemes:
        raise AddressRefused(f"{url.scheme or 'no scheme'}: only {' and '.join(sorted(schemes))} is fetched")
    if url.userinfo:
        raise AddressRefused("an address with a user name is not fetched")
    addresses = resolve(url.host, url.port or (80 if url.scheme == "http" else 443))
    private = [address for address in addresses if not is_public(address)]
    if private or not addresses:
        raise AddressRefused(f"{url.host} leads to {', '.join(private) or 'nowhere'}, which is not public")
    return addresses[0]


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
