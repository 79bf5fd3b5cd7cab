"""Links of our pages: found wherever they stand, followed with care, called broken only after some days."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from desk.links import fetching
from desk.links.checking import NoNetwork, check_others, check_own, find_links
from desk.links.fetching import follow, web_client
from desk.links.finding import links_of
from desk.models import Link
from kit.addresses import WEB, AddressRefused, PublicTransport, checked_address
from resources.demo_content import stream_of
from resources.models import ResourceIndexPage
from tests.missions.factories import MissionFactory
from tests.resources.factories import ArticleFactory, CourseFactory, LessonFactory, VideoFactory

OUT = "https://dehors.example/page"


def body(html: str) -> object:
    return stream_of([{"text": html}])


def answering(*statuses: int, log: list[tuple[str, str]] | None = None, **headers: str) -> httpx.Client:
    """A web that gives these statuses one after another, the last for ever."""
    left = list(statuses)

    def answer(request: httpx.Request) -> httpx.Response:
        if log is not None:
            log.append((request.method, str(request.url)))
        return httpx.Response(left.pop(0) if len(left) > 1 else left[0], headers=headers)

    return web_client(httpx.MockTransport(answer))


def test_links_are_found_in_every_kind_of_field(resource_index: ResourceIndexPage) -> None:
    rich = '<p><a href="https://texte.example/a#b">x</a> <a linktype="page" id="3">y</a> <a linktype="document" id="7">z</a></p>'
    accordion = {"accordion": {"items": [{"title": "Et ?", "text": '<p><a href="https://accordeon.example">x</a></p>'}]}}
    sources = json.dumps([{"type": "source", "value": {"title": "S", "url": "https://source.example"}}])
    page = VideoFactory(
        parent=resource_index,
        body=stream_of([{"text": rich}, accordion]),
        sources=sources,
        source_url="https://origine.example",
        transcript='<p><a href="/missions/">x</a> <a href="mailto:a@b.example">y</a></p>',
    )
    assert links_of(page) == {
        "https://texte.example/a", "page:3", "document:7", "https://accordeon.example", "https://source.example",
        "https://origine.example", "https://www.youtube.com/watch?v=abcdefghijk", "/missions/",
    }  # fmt: skip


def test_pages_share_a_link_and_drafts_and_missions_have_none(resource_index: ResourceIndexPage) -> None:
    link = body(f'<p><a href="{OUT}">x</a></p>')
    one, two = ArticleFactory(parent=resource_index, body=link), CourseFactory(parent=resource_index)
    lesson = LessonFactory(parent=two, body=link)
    ArticleFactory(parent=resource_index, live=False, body=body('<p><a href="https://brouillon.example">x</a></p>'))
    MissionFactory(application_url="https://mission.example", description_html='<a href="https://mission.example">x</a>')
    assert [found.address for found in find_links()] == [OUT]
    assert set(Link.objects.get().pages.values_list("pk", flat=True)) == {one.pk, lesson.pk}
    lesson.unpublish()
    one.unpublish()
    assert find_links() == []
    assert not Link.objects.exists()


def test_own_links_are_looked_up(resource_index: ResourceIndexPage) -> None:
    live, draft = ArticleFactory(parent=resource_index), ArticleFactory(parent=resource_index, live=False)
    Redirect.objects.create(old_path="/ancienne", redirect_link="/missions/")
    targets = [f'linktype="page" id="{key}"' for key in (live.pk, draft.pk, 999999)] + [
        'linktype="document" id="888"', 'href="/missions/"', 'href="/en/missions/"', 'href="/en/nowhere/"', 'href="/pas-ici/"', 'href="/ancienne/"',
        f'href="http://testserver{live.url}"', f'href="{live.url.rstrip("/")}"',
    ]  # fmt: skip
    ArticleFactory(parent=resource_index, body=body("".join(f"<p><a {target}>x</a></p>" for target in targets)))
    links = find_links()
    check_own(links)
    broken = {link.address for link in links if link.is_broken}
    assert broken == {f"page:{draft.pk}", "page:999999", "document:888", "/pas-ici/", "/en/nowhere/"}
    assert all(link.internal for link in links)
    assert set(Link.objects.broken()) == {link for link in links if link.is_broken}


def test_head_is_enough_and_get_is_the_second_try() -> None:
    log: list[tuple[str, str]] = []
    assert follow(answering(200, log=log), OUT).state == Link.State.FINE
    assert [method for method, _url in log] == ["HEAD"]
    log.clear()
    assert follow(answering(405, 200, log=log), OUT).state == Link.State.FINE
    assert [method for method, _url in log] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "state"), [(404, "failing"), (410, "failing"), (500, "failing"), (403, "closed"), (429, "closed"), (204, "fine")]
)
def test_answers_are_told_apart(status: int, state: str) -> None:
    outcome = follow(answering(status), OUT)
    assert (outcome.state, outcome.answer) == (state, str(status))


def test_redirects_are_followed_three_times_and_not_four() -> None:
    def hops(count: int) -> httpx.Client:
        def answer(request: httpx.Request) -> httpx.Response:
            done = int(request.url.path.rpartition("/")[2]) if request.url.path.startswith("/hop/") else 0
            return httpx.Response(200) if done == count else httpx.Response(302, headers={"location": f"/hop/{done + 1}"})

        return web_client(httpx.MockTransport(answer))

    assert follow(hops(3), OUT).state == Link.State.FINE
    assert "redirects" in follow(hops(4), OUT).answer


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://localhost:8000/", "https://[::1]/", "http://169.254.169.254/latest", "http://2130706433/",
            "http://10.0.0.1/", "file:///etc/passwd", "ftp://dehors.example/"]
)  # fmt: skip
def test_private_addresses_are_never_called(url: str) -> None:
    with pytest.raises(AddressRefused):
        checked_address(httpx.URL(url), WEB)
    with web_client() as client:
        outcome = follow(client, url)
    assert (outcome.state, outcome.reached) == ("failing", False)


def test_redirect_to_a_private_address_is_refused() -> None:
    class First(PublicTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.host == "dehors.example":
                return httpx.Response(302, headers={"location": "http://127.0.0.1/secret"}, request=request)
            return super().handle_request(request)

    assert "pas publique" in follow(web_client(First(WEB)), OUT).answer


def test_body_is_not_read() -> None:
    given: list[int] = []

    def without_end():
        while True:
            given.append(1)
            yield b"x" * 10_000

    client = web_client(
        httpx.MockTransport(lambda request: httpx.Response(405 if request.method == "HEAD" else 200, content=without_end()))
    )
    assert follow(client, OUT).state == Link.State.FINE
    assert given == []


def test_body_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MAX_SECONDS", -1)
    assert "not finished" in follow(answering(200), OUT).answer


def checked(status: int, days_ago: int = 0) -> Link:
    """The one link after another check, said to have happened some days ago."""
    check_others(Link.objects.all(), answering(status), seconds=60, pause=0)
    Link.objects.update(checked=timezone.now() - timedelta(days=days_ago))
    return Link.objects.get()


@pytest.mark.django_db
def test_link_is_broken_after_three_days_and_well_after_one_answer() -> None:
    Link.objects.create(address=OUT)
    assert [checked(404, days_ago=ago).is_broken for ago in (3, 2, 1)] == [False, False, True]
    assert Link.objects.broken().exists()
    assert checked(200).first_failed is None
    assert not checked(404).is_broken


@pytest.mark.django_db
def test_failing_twice_a_day_counts_once() -> None:
    Link.objects.create(address=OUT)
    assert [checked(503).failures for _time in range(4)] == [1, 1, 1, 1]


@pytest.mark.django_db
def test_nothing_is_noted_when_our_network_is_down() -> None:
    for number in range(5):
        Link.objects.create(address=f"http://127.0.0.1/{number}")
    with pytest.raises(NoNetwork), web_client() as client:
        check_others(Link.objects.all(), client, seconds=60, pause=0)
    assert set(Link.objects.values_list("state", flat=True)) == {"new"}


@pytest.mark.django_db
def test_hosts_take_turns() -> None:
    for address in ("https://a.example/1", "https://a.example/2", "https://b.example/1"):
        Link.objects.create(address=address)
    log: list[tuple[str, str]] = []
    assert check_others(Link.objects.order_by("address"), answering(200, log=log), seconds=60, pause=0.05) == 3
    assert [url for _method, url in log] == ["https://a.example/1", "https://b.example/1", "https://a.example/2"]


@pytest.mark.django_db
def test_time_that_is_up_leaves_the_rest_for_next_time() -> None:
    Link.objects.create(address=OUT)
    assert check_others(Link.objects.all(), answering(200), seconds=0) == 0
    assert Link.objects.get().state == "new"


def test_command_says_what_it_found(resource_index: ResourceIndexPage) -> None:
    page = ArticleFactory(parent=resource_index, body=body('<p><a linktype="page" id="999">x</a></p>'))
    out = StringIO()
    call_command("check_links", "--own", "--json", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["links"], found["broken"], found["troubled"][0]["pages"]) == (1, 1, [page.pk])
    call_command("check_links", "--own", stdout=out)
    assert "BROKEN   page:999" in out.getvalue()


def test_command_says_that_there_is_no_network(resource_index: ResourceIndexPage) -> None:
    refused = "".join(f'<p><a href="http://127.0.0.{number}/">x</a></p>' for number in range(1, 7))
    ArticleFactory(parent=resource_index, body=body(refused))
    with pytest.raises(CommandError, match="No host answers"):
        call_command("check_links")
