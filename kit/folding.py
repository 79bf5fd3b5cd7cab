"""Templates whose unchanging parts are made once: words, addresses and files named in the template itself.

`{% translate "…" %}`, `{% url "…" %}`, `{% static "…" %}` and `{% icon "…" %}` with nothing but literals give the same
text on every page of a language, and cost a lookup each time. Beside one another, with the HTML around them, they become
one node here, kept for each language. Templates are written as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Any

from django import template
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.template.base import FilterExpression, NodeList, TextNode, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kit.templatetags.kit import icon

# Languages, times the few ways a portal is mounted.
_MOST = 16
# Texts are made under these settings; only tests change settings while a process runs.
_settings: list[object] = [object()]


@receiver(setting_changed)
def _forget(**signal: Any) -> None:
    _settings[0] = object()


class Loader(cached.Loader):
    """Django's cached loader; what it keeps is folded first."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._folding = Lock()

    def get_template(self, template_name: str, skip: Iterable[Any] | None = None) -> template.base.Template:
        found = super().get_template(template_name, skip)
        if not getattr(found, "folded", False):
            with self._folding:
                # Another thread may have been here meanwhile: folding what is folded changes nothing.
                fold(found.nodelist)
                found.folded = True
        return found


class Folded(template.Node):
    """Nodes that depend on the language and on nothing of the page."""

    def __init__(self, nodes: list[template.Node]) -> None:
        self.nodes = nodes
        self.token, self.origin = nodes[0].token, nodes[0].origin
        self._made: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (get_language(), context.autoescape, get_script_prefix(), get_urlconf(), _settings[0])
        made = self._made.get(key)
        if made is None:
            made = mark_safe("".join(str(node.render_annotated(context)) for node in self.nodes))  # noqa: S308 (escaped by the nodes)
            if len(self._made) >= _MOST:
                self._made.clear()
            self._made[key] = made
        return made


def fold(nodes: NodeList) -> None:
    """Replace, in these nodes and all below, each run that depends on the language alone."""
    for node in nodes:
        for inner in _lists_in(node):
            fold(inner)
    folded: list[template.Node] = []
    run: list[template.Node] = []
    for node in nodes:
        if is_fixed(node):
            run.append(node)
        else:
            folded += [*_one(run), node]
            run = []
    nodes[:] = [*folded, *_one(run)]


def _one(run: list[template.Node]) -> list[template.Node]:
    """Text alone is quick as it is."""
    return run if all(type(node) is TextNode for node in run) else [Folded(run)]


def _lists_in(node: template.Node) -> Iterator[NodeList]:
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
    for _condition, nodes in getattr(node, "conditions_nodelists", ()):
        yield nodes


def is_fixed(node: template.Node) -> bool:
    """Whether nothing of the page changes what this node gives."""
    kind = type(node)
    if kind is TextNode:
        return True
    if kind is TranslateNode:
        return not (node.asvar or node.noop or node.message_context) and _is_literal(node.filter_expression)
    if kind is URLNode:
        return not (node.args or node.kwargs or node.asvar) and _is_literal(node.view_name)
    if kind is StaticNode:
        return not node.varname and _is_literal(node.path)
    return kind is SimpleNode and node.func is icon and not (node.kwargs or node.target_var) and all(map(_is_literal, node.args))


def _is_literal(expression: FilterExpression) -> bool:
    value = expression.var
    return not expression.filters and (isinstance(value, str) or (isinstance(value, Variable) and value.lookups is None))
