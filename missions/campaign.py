"""What a platform is told of a visit: its source's campaign parameters, and nothing of the person. Pure functions."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_NAME, _VALUE = re.compile(r"[\w.-]{1,40}", re.ASCII), re.compile(r"[\w.~ -]{1,80}")


def validate_campaign(text: str) -> None:
    """Raises ValidationError for anything but `name=value&name=value` in plain words."""
    pairs = parse_qsl(text, keep_blank_values=True)
    if len(pairs) != len(text.split("&")) or not all(_NAME.fullmatch(name) and _VALUE.fullmatch(value) for name, value in pairs):
        raise ValidationError(_("Écris des paramètres comme « utm_source=tremplin&utm_medium=referral », sans « ? » devant."))
    if len({name for name, _value in pairs}) < len(pairs):
        raise ValidationError(_("Le même paramètre y est deux fois."))


def with_campaign(url: str, campaign: str) -> str:
    """A platform's address with our parameters; "" for what is no http or https address with a host.

    What the address says stays as it is written, its fragment included; a parameter it has is not given again.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        return ""
    present = {name for name, _value in parse_qsl(parts.query, keep_blank_values=True)}
    ours = urlencode([pair for pair in parse_qsl(campaign) if pair[0] not in present])
    return parts._replace(query="&".join(filter(None, [parts.query, ours]))).geturl()
