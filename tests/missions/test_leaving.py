"""Leaving for a platform: where to, what it is told, what is counted, and that nobody is in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from missions.campaign import validate_campaign, with_campaign
from missions.departure import CameFrom, Departure
from missions.models import Mission, Source
from search.engine import get_engine
from search.sync import rebuild
from skills.models import Skill
from tests.missions.factories import MissionFactory, MissionSkillFactory, SourceFactory

LYON = (45.749, 4.8471)
PHONE = "Mozilla/5.0 (Linux; Android 12; Mobile) Gecko/140.0 Firefox/140.0"
HEADERS = {"User-Agent": PHONE, "Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def phone() -> Client:
    return Client(headers=HEADERS)


def way_out(mission: Mission, query: str = "") -> str:
    return f"/missions/{mission.pk}/partir/{query}"


def counted() -> int:
    return sum(Departure.objects.values_list("number", flat=True))


@pytest.mark.django_db
def test_leaving_leads_to_the_platform_and_is_counted_without_anybody(phone: Client) -> None:
    mission = MissionFactory(at=LYON, domain="sport")
    for query in ("?de=liste", "?de=liste", "?de=conseils", "", "?de=<script>"):
        answer = phone.get(way_out(mission, query))
        assert (answer.status_code, answer.content, answer.cookies) == (302, b"", {})
        assert answer["Location"] == "https://plateforme.example/mission?utm_source=tremplin&utm_medium=referral"
    rows = Departure.objects.values_list("day", "mission_id", "source__slug", "domain", "department_code", "came_from", "number")
    facts = (timezone.localdate(), mission.pk, "plateforme", "sport", "69")
    assert set(rows) == {(*facts, "liste", 2), (*facts, "conseils", 1), (*facts, "mission", 2)}
    names = {field.name for field in Departure._meta.get_fields()}
    assert names == {"id", "day", "mission_id", "source", "domain", "department_code", "came_from", "number"}
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_every_day_has_its_own_number(phone: Client) -> None:
    mission = MissionFactory()
    phone.get(way_out(mission))
    Departure.objects.update(day=timezone.localdate() - timedelta(days=1))
    phone.get(way_out(mission))
    assert sorted(Departure.objects.values_list("number", flat=True)) == [1, 1]


@pytest.mark.django_db
def test_platform_learns_no_page_and_no_cache_or_search_engine_keeps_the_way(phone: Client) -> None:
    mission = MissionFactory()
    answer = phone.get(way_out(mission))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert {"no-store", "private"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    robots = phone.get("/robots.txt").content.decode()
    assert "Disallow: /missions/*/partir/\n" in robots
    assert "Disallow: /en/missions/*/partir/\n" in robots


@pytest.mark.django_db
def test_mission_page_has_one_way_out_and_hands_on_where_it_was_found(phone: Client) -> None:
    mission = MissionFactory()
    for found, told in (("?de=liste", "liste"), ("", "mission"), ("?de=nope", "mission")):
        html = phone.get(mission.get_absolute_url() + found).content.decode()
        assert f'href="/missions/{mission.pk}/partir/?de={told}" rel="noopener noreferrer nofollow external"' in html
        assert "plateforme.example" not in html
        assert f'rel="canonical" href="http://testserver{mission.get_absolute_url()}"' in html
    rebuild(get_engine())
    assert f'{mission.get_absolute_url()}?de=liste"' in phone.get("/missions/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Moz": "prefetch"},
        {"Sec-GPC": "1"},
        {"DNT": "1"},
        {"Sec-Fetch-Dest": "image"},
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/120.0 Safari/537.36"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 (compatible; Google-InspectionTool/1.0)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "WhatsApp/2.23.20.0"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"User-Agent": "Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)"},
        {"User-Agent": "python-requests/2.32"},
        {"User-Agent": "Go-http-client/2.0"},
        {"User-Agent": "okhttp/4.12.0"},
        {"User-Agent": "Java/17.0.1"},
        {"User-Agent": "Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"},
        {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0"},
    ],
)
def test_robots_looks_ahead_and_who_asks_to_be_left_out_leave_uncounted(headers: dict[str, str]) -> None:
    assert Client(headers={**HEADERS, **headers}).get(way_out(MissionFactory())).status_code == 302
    assert counted() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "agent",
    [
        PHONE,
        "Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/127.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Instagram 337.0.0.21.75",
    ],
)
def test_phones_of_people_are_counted_even_old_ones_that_say_little(agent: str) -> None:
    Client(headers={"User-Agent": agent}).get(way_out(MissionFactory()))
    assert counted() == 1


@pytest.mark.django_db
def test_asking_for_the_head_leads_on_and_counts_nothing_other_methods_do_neither(phone: Client) -> None:
    mission = MissionFactory()
    assert phone.head(way_out(mission)).status_code == 302
    assert phone.post(way_out(mission)).status_code == 405
    assert counted() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts", [{"status": "closed"}, {"status": "withdrawn"}, {"ends": timezone.localdate() - timedelta(days=1)}, "resting"]
)
def test_mission_that_is_over_says_so_and_leads_on(phone: Client, facts: dict | str) -> None:
    rests = {"source": SourceFactory(slug="repos", active=False)}
    mission = MissionFactory(**(rests if facts == "resting" else facts))
    MissionSkillFactory(mission=mission, skill=Skill.objects.get(slug="empathie"))
    answer = phone.get(way_out(mission))
    assert answer.status_code == 410
    html = answer.content.decode()
    assert 'href="/missions/?skill=empathie"' in html
    assert "plateforme.example" not in html
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert counted() == 0
    assert phone.get("/missions/99999999/partir/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://x.example/a", "https://["]
)
def test_only_web_addresses_are_gone_to(phone: Client, address: str) -> None:
    mission = MissionFactory()
    Mission.objects.update(application_url=address)
    assert phone.get(way_out(mission)).status_code == 410


@pytest.mark.parametrize(
    ("address", "campaign", "target"),
    [
        ("https://p.example/m/1", "utm_source=t", "https://p.example/m/1?utm_source=t"),
        ("https://p.example/m?id=1&x=%C3%A9#postuler", "utm_source=t", "https://p.example/m?id=1&x=%C3%A9&utm_source=t#postuler"),
        ("https://p.example/?utm_source=leur", "utm_source=t&utm_medium=m", "https://p.example/?utm_source=leur&utm_medium=m"),
        ("http://p.example/a?flag", "a=b c", "http://p.example/a?flag&a=b+c"),
        ("https://p.example/a#x", "", "https://p.example/a#x"),
    ],
)
def test_campaign_adds_to_an_address_and_takes_nothing_from_it(address: str, campaign: str, target: str) -> None:
    assert with_campaign(address, campaign) == target


@pytest.mark.django_db
def test_campaign_is_the_sources_own_and_asked_for_in_the_admin(phone: Client, staff_client: Client) -> None:
    source = SourceFactory(campaign="utm_source=portail&utm_campaign=été 2026")
    query = urlsplit(phone.get(way_out(MissionFactory(source=source)))["Location"]).query
    assert parse_qsl(query) == [("utm_source", "portail"), ("utm_campaign", "été 2026")]
    assert 'name="campaign"' in staff_client.get(f"/admin/snippets/missions/source/edit/{source.pk}/").content.decode()


@pytest.mark.parametrize("text", ["?a=b", "a", "a=b&a=c", "a=b&&c=d", "a=<b>", "a=", "é=b", "a=b&c=%0d%0ax", "a=" + "x" * 81])
def test_campaign_that_no_address_takes_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        validate_campaign(text)


@pytest.fixture
def side_by_side(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The alias of a database that two connections write to: PostgreSQL as it is, SQLite in a file of its own."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            options = {"transaction_mode": "IMMEDIATE", "timeout": 20}
            facts = {"NAME": str(tmp_path / "side.sqlite3"), "OPTIONS": options}
            connections.settings["side"] = {**connection.settings_dict, **facts}
            with connections["side"].schema_editor() as editor:
                editor.create_model(Source)
                editor.create_model(Departure)
            yield "side"
            connections["side"].close()
            del connections["side"], connections.settings["side"]
        else:
            yield "default"
            Departure.objects.all().delete()
            Source.objects.filter(slug="deux-a-la-fois").delete()


def test_two_who_leave_at_once_make_two(side_by_side: str) -> None:
    source = Source.objects.using(side_by_side).create(slug="deux-a-la-fois", name="Deux à la fois")
    facts = {"day": timezone.localdate(), "mission_id": 1, "came_from": CameFrom.LIST, "domain": "sport"}
    start, troubles = threading.Barrier(2), []

    def leave() -> None:
        try:
            start.wait(20)
            for _time in range(10):
                Departure.objects.using(side_by_side).add_one(**facts, source_id=source.pk, department_code="69")
        except Exception as error:
            troubles.append(error)
        finally:
            connections[side_by_side].close()

    threads = [threading.Thread(target=leave) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert list(Departure.objects.using(side_by_side).values_list("number", flat=True)) == [20]


@pytest.mark.django_db
def test_count_that_fails_holds_nobody_up_and_names_nobody(phone: Client, caplog: pytest.LogCaptureFixture) -> None:
    mission = MissionFactory()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE missions_departure RENAME TO missions_elsewhere")
    assert phone.get(way_out(mission)).status_code == 302
    assert "a departure was not counted" in caplog.text
    assert str(mission.pk) not in caplog.records[-1].getMessage()


@pytest.mark.django_db
def test_leaving_asks_little_of_the_database(phone: Client, django_assert_max_num_queries) -> None:
    mission = MissionFactory(at=LYON)
    phone.get(way_out(mission))
    with django_assert_max_num_queries(6):
        phone.get(way_out(mission))
