"""A part of a page that is the same for everybody, kept under the edition of the contents (kit/edition.py)."""

from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page

from kit.edition import of_edition

register = template.Library()


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "main" %}…{% endkept %}`: made once for a published `page`, its language, host and low-data mode.

    What stands inside depends on nothing else, least of all on who asks. Previews, drafts and pages that are
    behind a password or a sign-in are made anew every time.
    """
    _tag, name = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(name.strip('"'), nodes)


class KeptNode(template.Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        request, page = context.get("request"), context.get("page")
        if not may_be_kept(request, page):
            return self.nodelist.render(context)
        parts = (self.name, str(page.pk), get_language() or "", str(request.saves_data), request.scheme, request.get_host())
        html = of_edition(f"kit.kept.{'.'.join(parts)}", lambda: str(self.nodelist.render(context)))
        return mark_safe(html)  # noqa: S308 (rendered by the template, escaped there)


def may_be_kept(request: HttpRequest | None, page: Page | None) -> bool:
    if request is None or page is None or page.pk is None or not page.live or getattr(request, "is_preview", False):
        return False
    return not page.is_private
