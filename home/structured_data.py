"""schema.org for the home page: the site, and how to search it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page


def website(page: Page, request: HttpRequest) -> dict[str, Any]:
    """schema.org/WebSite with its SearchAction."""
    search = request.build_absolute_uri(reverse("search:catalogue"))
    return {
        "@type": "WebSite",
        "name": page.title,
        "url": request.build_absolute_uri(page.get_url(request) or "/"),
        "inLanguage": page.locale.language_code,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
