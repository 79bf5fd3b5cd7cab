"""Forms of embedded pages: no cookie comes along, so the form itself says where it was made.

A signed, dated token bound to the partner and the form's address, and the browser's own word that one of our
pages sent it (kit/same_origin.py). A frame with an opaque origin (`sandbox` without `allow-same-origin`) says
`Origin: null`: that is told apart, because the way out is another one.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest

from kit.same_origin import is_same_origin

SALT = "partners.embed"
# A class reads slowly; a page left open overnight starts again.
VALID_SECONDS = 12 * 60 * 60
FIELD = "jeton"


class TokenRefused(Exception):
    """The form was not made by this embed, or is too old. `opaque`: its frame hides where it stands."""

    def __init__(self, *, opaque: bool = False) -> None:
        super().__init__()
        self.opaque = opaque


def make_token(request: HttpRequest, purpose: str, data: Any = None) -> str:
    """A token for a form of the request's partner; `data` (JSON) travels in it, readable but not changeable."""
    payload = [request.embed.partner.slug, purpose, data]
    return signing.dumps(payload, salt=SALT, compress=True)


def read_token(request: HttpRequest, purpose: str) -> Any:
    """The data of the token a form brought. Raises TokenRefused."""
    if request.headers.get("Origin") == "null":
        raise TokenRefused(opaque=True)
    if not is_same_origin(request):
        raise TokenRefused
    try:
        partner, made_for, data = signing.loads(request.POST.get(FIELD, ""), salt=SALT, max_age=VALID_SECONDS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise TokenRefused from error
    if (partner, made_for) != (request.embed.partner.slug, purpose):
        raise TokenRefused
    return data
