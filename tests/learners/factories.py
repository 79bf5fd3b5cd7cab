"""Requests with a device's session and cookies, and what people keep, made through the portal's own pages."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from resources.progress import COOKIE, AdoptedLessonsMiddleware


def request_of(client: Client) -> HttpRequest:
    """A request as this client would send it; `keep` writes what it changed back to the client."""
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in client.cookies.items()}
    request.session = SessionStore(request.COOKIES.get("tremplin"))
    return request


def keep(client: Client, request: HttpRequest) -> None:
    """What a request changed, in its session and its course cookie, is this client's from now on."""
    response = AdoptedLessonsMiddleware(lambda _request: HttpResponse())(request)
    client.cookies.update(response.cookies)
    request.session.save()
    client.cookies["tremplin"] = request.session.session_key


def finish_lessons(client: Client, *lessons: int) -> None:
    for lesson in lessons:
        assert client.post(f"/lecons/{lesson}/terminee/").status_code == 303
    assert client.cookies[COOKIE].value


def choose(client: Client, item: str, verdict: str, why: str = "") -> None:
    client.post("/recommandations/avis/", {"item": item, "verdict": verdict, "why": why})
