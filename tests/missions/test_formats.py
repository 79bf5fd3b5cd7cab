"""Every format of a feed: what is read, what is bent and still clear, what is refused and by which name."""

from __future__ import annotations

import json
import pickle
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missions.feeds import json_ld, json_stream
from missions.feeds.feed import Feed, FeedUnreadable
from missions.feeds.mapping import REQUIRED
from missions.feeds.opening import open_feed
from missions.feeds.parsed import ParsedMission, Refusal, Why, Withdrawn
from missions.feeds.posting import parse_posting, to_row
from missions.feeds.table import delimiter_of
from missions.models import Mission, Source
from missions.structured_data import job_posting
from missions.views import places_of, skills_of
from tests.missions.factories import MissionFactory, page, row

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
QUICK = settings(
    deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def opened(tmp_path: Path):
    """A feed opened from a file of the given content."""

    def open_it(kind: str, content: bytes | str, **facts: Any) -> Feed:
        path = tmp_path / "feed"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return open_feed(Source(slug="essai", kind=kind, **facts), path)

    return open_it


def results(feed: Feed) -> list[ParsedMission | Withdrawn | Refusal]:
    return [feed.parse(entry) for entry in feed.rows()]


def only(feed: Feed) -> ParsedMission:
    [mission] = results(feed)
    assert isinstance(mission, ParsedMission), mission
    return mission


def refused(feed: Feed) -> Refusal:
    [refusal] = results(feed)
    assert isinstance(refusal, Refusal), refusal
    return refusal


# --- the aggregator's XML -------------------------------------------------------------------

GOOD = {
    "title": "Servir des repas",
    "clientId": "abc-1",
    "description": "<![CDATA[Tu accueilles les personnes.]]>",
    "applicationUrl": "https://plateforme.example/m/1?a=1&amp;b=2",
    "organizationName": "La Soupe du Coin",
}


def element(**changes: Any) -> str:
    fields = {**GOOD, **changes}
    return f"<mission>{''.join(f'<{name}>{value}</{name}>' for name, value in fields.items() if value is not ...)}</mission>"


def source_of(*missions: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><source>{"".join(missions)}</source>'


def test_xml_mission_is_read_whole(opened) -> None:
    places = (
        "<address><street>1 rue Neuve</street><postalCode>69003</postalCode><city>Lyon</city>"
        "<location><lat>45.76</lat><lon>4.85</lon></location></address>"
        "<adresse><adresse>3 quai Sud</adresse><city>Brest</city><lonlat>-4.49,48.39</lonlat></adresse>"
    )
    feed = opened(
        "aggregator_xml",
        source_of(
            element(
                addresses=places,
                tags="<value>cuisine</value><value>hiver</value>",
                softSkills="Écoute, empathie",
                remote="oui",
                openToMinors="non",
                startAt="01/11/2026",
                places="4",
                domain="Solidarité insertion",
            )
        ),
    )
    mission = only(feed)
    assert feed.complete
    assert [(place.city, place.street, place.lat) for place in mission.locations] == [
        ("Lyon", "1 rue Neuve", 45.76),
        ("Brest", "3 quai Sud", 48.39),
    ]
    assert (mission.tags, mission.soft_skills) == (["cuisine", "hiver"], ["Écoute", "empathie"])
    assert (mission.remote, mission.open_to_minors, mission.starts, mission.places) == ("possible", False, date(2026, 11, 1), 4)
    assert (mission.domain, mission.application_url) == ("solidarite-insertion", "https://plateforme.example/m/1?a=1&b=2")
    assert mission.organisation.key == "name:la-soupe-du-coin"


@pytest.mark.parametrize(
    "description",
    [
        "<![CDATA[<p>Tu sers.</p><p>Tu ris.</p>]]>",
        "<![CDATA[&lt;p&gt;Tu sers.&lt;/p&gt;&lt;p&gt;Tu ris.&lt;/p&gt;]]>",
        "&lt;p&gt;Tu sers.&lt;/p&gt;&lt;p&gt;Tu ris.&lt;/p&gt;",
        "<p>Tu sers.</p><p>Tu ris.</p>",
        r"Tu sers.\n\nTu ris.",
    ],
    ids=["cdata", "escaped in cdata", "escaped", "elements", "literal breaks"],
)
def test_description_is_read_however_it_is_wrapped(opened, description: str) -> None:
    mission = only(opened("aggregator_xml", source_of(element(description=description))))
    assert (mission.description, mission.description_html) == ("Tu sers.\nTu ris.", "<p>Tu sers.</p><p>Tu ris.</p>")


def test_xml_row_is_refused_and_the_others_kept(opened) -> None:
    feed = opened("aggregator_xml", source_of(element(clientId=""), element(title="Bénévolat"), element()))
    assert [getattr(result, "why", "read") for result in results(feed)] == [Why.ID_MISSING, Why.TITLE_ONE_WORD, "read"]


def test_namespaces_and_control_characters_do_not_matter(opened) -> None:
    text = source_of(element(title="Servir\x0b des\x01 repas")).replace("<source>", '<source xmlns="urn:x">')
    assert only(opened("aggregator_xml", text)).title == "Servir des repas"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16"])
def test_xml_is_read_in_the_encoding_it_declares(opened, encoding: str) -> None:
    text = source_of(element(title="Accueillir à l'été")).replace("UTF-8", encoding)
    assert only(opened("aggregator_xml", text.encode(encoding))).title == "Accueillir à l'été"


BOMB = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
THIEF = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prologue", [BOMB, THIEF, '<!DOCTYPE source SYSTEM "http://127.0.0.1/x.dtd">', "<!DOCTYPE source>"])
def test_xml_with_entities_or_a_dtd_is_not_read(opened, prologue: str) -> None:
    with pytest.raises(FeedUnreadable, match="DTD"):
        opened("aggregator_xml", f"{prologue}<source>{element(title='Servir &a;')}</source>")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (source_of(element())[:-20], "ligne 1"),
        (source_of(element()) + "<source/>", "ligne 1"),
        ("", "mal formé"),
        ("bonjour", "mal formé"),
        ("<source><mission><title>Sport & nature</title></mission></source>", "mal formé"),
        ('<?xml version="1.0" encoding="klingon"?><source/>', "mal formé"),
        ("<a>" * 40, "niveaux"),
    ],
)
def test_xml_that_is_malformed_says_where(opened, text: str, words: str) -> None:
    with pytest.raises(FeedUnreadable, match=words):
        opened("aggregator_xml", text)


@pytest.mark.parametrize("open_end", ["<mission><title>", "<mission><description><p>", "<!--", "<a b='"])
def test_xml_element_without_an_end_does_not_fill_the_memory(opened, monkeypatch: pytest.MonkeyPatch, open_end: str) -> None:
    monkeypatch.setattr("missions.feeds.aggregator_xml.MAX_ROW", 1 << 18)
    with pytest.raises(FeedUnreadable, match="dépasse"):
        opened("aggregator_xml", f"<source>{open_end}{'mot ' * 400_000}")


@QUICK
@given(st.dictionaries(st.sampled_from([*GOOD, "startAt", "places", "remote", "addresses", "tags", "x"]), st.text(), min_size=1))
def test_any_text_in_xml_gives_a_mission_or_a_refusal(opened, fields: dict[str, str]) -> None:
    try:
        feed = opened("aggregator_xml", source_of(element(**fields)).encode("utf-8", "replace"))
    except FeedUnreadable:
        return
    assert all(isinstance(result, (ParsedMission, Withdrawn, Refusal)) for result in results(feed))


# --- schema.org -----------------------------------------------------------------------------


def posting(**changes: Any) -> dict[str, Any]:
    good = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "value": "abc-1"},
        "title": "Servir des repas",
        "description": "<p>Tu accueilles les personnes.</p>",
        "url": "https://plateforme.example/m/1",
        "employmentType": "VOLUNTEER",
        "datePosted": "2026-09-01",
        "hiringOrganization": {"@type": "Organization", "name": "La Soupe du Coin", "sameAs": "https://soupe.example"},
        "jobLocation": [
            {
                "@type": "Place",
                "address": {"@type": "PostalAddress", "addressLocality": "Lyon", "postalCode": "69003", "addressCountry": "FR"},
                "geo": {"@type": "GeoCoordinates", "latitude": 45.76, "longitude": "4.85"},
            },
            {"@type": "Place", "address": {"addressLocality": "Brest", "addressCountry": {"@type": "Country", "name": "France"}}},
        ],
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not ...}


def event(**changes: Any) -> dict[str, Any]:
    good = {
        "@type": "SportsEvent",
        "@id": "https://plateforme.example/e/1",
        "name": "Tenir la buvette",
        "description": "Tu sers à boire.",
        "startDate": "2026-12-05T09:00:00+01:00",
        "endDate": "2026-12-05T18:00:00+01:00",
        "organizer": "Le Club",
        "location": {"@type": "Place", "address": "Stade, Lyon"},
    }
    return {**good, **changes}


def offer(**changes: Any) -> ParsedMission | Withdrawn | Refusal:
    return parse_posting(to_row(posting(**changes), {}))


def test_posting_is_read_whole(opened) -> None:
    mission = only(opened("json_ld", json.dumps([posting()])))
    assert (mission.client_id, mission.title, mission.type) == ("abc-1", "Servir des repas", "benevolat")
    assert (mission.organisation.name, mission.organisation.url) == ("La Soupe du Coin", "https://soupe.example")
    assert [(place.city, place.country, place.lat) for place in mission.locations] == [
        ("Lyon", "FR", 45.76),
        ("Brest", "FR", None),
    ]


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda one, two: [one, two],
        lambda one, two: {"@context": "https://schema.org", "@graph": [{"@type": "WebPage", "name": "x"}, one, two]},
        lambda one, two: {
            "@type": "ItemList",
            "numberOfItems": 2,
            "itemListElement": [{"@type": "ListItem", "item": one}, {"@type": "ListItem", "item": two}],
        },
        lambda one, two: {"@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": [one, two]}},
        lambda one, two: [{"@graph": [one]}, {"@graph": [two]}],
    ],
    ids=["list", "graph", "item list", "page", "several graphs"],
)
def test_offers_are_found_wherever_they_stand(opened, wrapped) -> None:
    feed = opened("json_ld", json.dumps(wrapped(posting(), event())))
    assert [mission.title for mission in results(feed)] == ["Servir des repas", "Tenir la buvette"]
    assert feed.complete


def test_page_is_read_for_its_data(opened) -> None:
    block = f'<script type="application/ld+json">{json.dumps([posting(), posting(identifier="2")])}</script>'
    feed = opened("json_ld", f"<!doctype html><title>x</title><script>var a = 1 < 2</script>{block}<p>fin")
    assert (feed.count, feed.complete) == (2, True)
    more = opened("json_ld", f'<!doctype html><link rel="next" href="/2">{block}')
    assert (more.count, more.complete) == (2, False)
    broken = opened("json_ld", f'<!doctype html><script type="application/ld+json">{{"a":</script>{block}')
    assert (broken.count, broken.complete) == (2, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<html><p>rien", "ne contient pas"),
        ('<script type="application/ld+json">{</script>', "mal formées"),
        ("pas du JSON", "mal formé"),
        ('[{"@type": "JobPosting"}', "coupé"),
    ],
)
def test_page_without_readable_data_says_so(opened, text: str, words: str) -> None:
    with pytest.raises(FeedUnreadable, match=words):
        opened("json_ld", text)


def test_one_offer_alone_and_a_list_that_is_short_are_not_complete(opened) -> None:
    assert not opened("json_ld", json.dumps(posting())).complete
    short = {"@type": "ItemList", "numberOfItems": 40, "itemListElement": [posting()]}
    assert not opened("json_ld", json.dumps(short)).complete
    assert not opened("json_ld", json.dumps({"@type": "WebPage"})).complete


def test_organisation_and_place_may_stand_elsewhere_in_the_graph(opened) -> None:
    nodes = [
        posting(hiringOrganization={"@id": "#asso"}, jobLocation={"@id": "#lieu"}),
        {"@type": "NGO", "@id": "#asso", "name": "La Soupe du Coin"},
        {"@type": "Place", "@id": "#lieu", "address": {"addressLocality": "Lyon"}},
    ]
    mission = only(opened("json_ld", json.dumps({"@graph": nodes})))
    assert (mission.organisation.name, mission.locations[0].city) == ("La Soupe du Coin", "Lyon")


@pytest.mark.parametrize(
    ("changes", "why", "field"),
    [
        ({"title": ""}, Why.TITLE_MISSING, "title / name"),
        ({"url": ...}, Why.ADDRESS_MISSING, "url"),
        ({"url": ..., "identifier": ...}, Why.ID_MISSING, "identifier"),
        ({"employmentType": "FULL_TIME"}, Why.TYPE, "employmentType"),
        ({"jobStartDate": "2026-02-31"}, Why.DATE, "jobStartDate / startDate"),
        ({"jobLocation": {"address": {"addressCountry": "Poudlard"}}}, Why.COUNTRY, "addressCountry"),
        ({"baseSalary": {"currency": "EUR", "value": {"value": -3, "unitText": "HOUR"}}}, Why.COMPENSATION, "baseSalary"),
        ({"totalJobOpenings": "plein"}, Why.PLACES, "totalJobOpenings"),
        ({"description": ...}, Why.DESCRIPTION_MISSING, "description"),
    ],
)
def test_posting_is_refused_by_the_name_its_maker_knows(changes: dict[str, Any], why: Why, field: str) -> None:
    result = offer(**changes)
    assert isinstance(result, Refusal)
    assert (result.why, result.field) == (why, field)


def day(offset: int) -> str:
    return (timezone.localdate() + timedelta(days=offset)).isoformat()


def test_last_day_to_apply_is_the_end_where_no_other_is_given() -> None:
    assert offer(validThrough=day(9)).ends.isoformat() == day(9)
    assert offer(validThrough=day(9), endDate=day(30)).ends.isoformat() == day(30)
    # To apply before the start is no contradiction.
    apply_first = offer(validThrough=day(9), jobStartDate=day(20))
    assert (apply_first.starts.isoformat(), apply_first.ends) == (day(20), None)


@pytest.mark.parametrize("changes", [{"validThrough": "2020-01-01"}, {"eventStatus": "https://schema.org/EventCancelled"}])
def test_offer_that_is_over_or_cancelled_is_withdrawn(changes: dict[str, Any]) -> None:
    assert offer(**changes) == Withdrawn("abc-1")


@pytest.mark.parametrize(
    ("changes", "remote"),
    [
        ({}, "no"),
        ({"jobLocationType": "TELECOMMUTE"}, "possible"),
        ({"jobLocationType": "TELECOMMUTE", "jobLocation": ...}, "full"),
        ({"jobLocation": {"@type": "VirtualLocation"}}, "full"),
        ({"eventAttendanceMode": "https://schema.org/MixedEventAttendanceMode"}, "possible"),
    ],
)
def test_remote_is_read_from_schema_org(changes: dict[str, Any], remote: str) -> None:
    assert offer(**changes).remote == remote


@pytest.mark.parametrize(
    ("written", "meaning"), [("16-25", True), ("16-", True), ("18-", False), ("18-30", False), ("tous", None)]
)
def test_age_range_says_whether_minors_may_come(written: str, meaning: bool | None) -> None:
    assert offer(typicalAgeRange=written).open_to_minors is meaning


def test_pay_is_read_and_nothing_is_no_pay() -> None:
    paid = offer(baseSalary={"currency": "EUR", "value": {"minValue": 500, "maxValue": 600, "unitText": "MONTH"}})
    assert (paid.compensation_amount, paid.compensation_max, paid.compensation_unit) == (500, 600, "month")
    assert offer(baseSalary={"currency": "EUR", "value": {"value": 0, "unitText": "HOUR"}}).compensation_unit == ""


@pytest.mark.django_db
def test_our_own_pages_can_be_read_back(opened) -> None:
    ours = MissionFactory(at=(45.76, 4.85), starts=date(2030, 1, 2), ends=date(2030, 2, 3))
    shown = Mission.objects.get(pk=ours.pk)
    data = job_posting(shown, "https://tremplin.example/missions/1/", places_of(shown), skills_of(shown))
    mission = only(opened("json_ld", json.dumps([data], cls=DjangoJSONEncoder)))
    assert (mission.title, mission.starts, mission.ends) == (ours.title, ours.starts, ours.ends)
    assert (mission.organisation.name, mission.locations[0].city) == (ours.organisation.name, "Lyon")


@QUICK
@given(
    st.dictionaries(st.sampled_from([*posting(), *event(), "validThrough", "baseSalary", "typicalAgeRange", "skills"]), ANYTHING)
)
def test_any_value_in_a_posting_gives_a_mission_or_a_refusal(changes: dict[str, Any]) -> None:
    assert isinstance(offer(**changes), (ParsedMission, Withdrawn, Refusal))


def test_nodes_kept_aside_are_limited(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_ld, "MAX_NODES", 1)
    places = [{"@type": "Place", "@id": f"#{n}", "address": {"addressLocality": f"Ville {n}"}} for n in range(3)]
    mission = only(opened("json_ld", json.dumps([*places, posting(jobLocation=[{"@id": f"#{n}"} for n in range(3)])])))
    assert [place.city for place in mission.locations] == ["Ville 0"]


# --- tables ---------------------------------------------------------------------------------

COLUMNS = {
    "clientId": "Réf",
    "title": "Intitulé",
    "description": "Texte",
    "applicationUrl": "Lien",
    "organizationName": "Structure",
}
HEADER = ["Réf", "Intitulé", "Texte", "Lien", "Structure"]
LINE = ["7", "Servir des repas", "Tu accueilles, tu sers.", "https://plateforme.example/7", "La Soupe du Coin"]


def mapped(rows: str = "", **fields: Any) -> dict[str, Any]:
    return {"rows": rows, "fields": {**COLUMNS, **fields}}


def table(*lines: list[str], delimiter: str = ";") -> str:
    return "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in (HEADER, *lines)) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_table_is_read_in_its_delimiter_and_encoding(opened, delimiter: str, encoding: str) -> None:
    mission = only(opened("table", table(LINE, delimiter=delimiter).encode(encoding), mapping=mapped()))
    assert (mission.client_id, mission.title, mission.description) == ("7", "Servir des repas", "Tu accueilles, tu sers.")


def test_first_line_tells_the_delimiter_outside_of_quotes() -> None:
    assert delimiter_of('"a,b,c";"d, e"\nx,y,z,a') == ";"
    assert delimiter_of("titre") == ","


def test_values_are_translated_fixed_and_found_again(opened) -> None:
    fields = {
        "remote": {"from": "À distance", "values": {"Tout à fait": "full"}},
        "type": {"fixed": "volontariat_service_civique"},
        "city": {"from": " VILLE ", "fixed": "Lyon"},
        "startAt": "Début",
        "tags": "Thèmes",
    }
    text = "Réf;Intitulé;Texte;Lien;Structure;À distance;Ville;Début;Thèmes\n7;Servir des repas;Oui.;https://a.example;Asso;TOUT A FAIT;;01/11/2026;a, b\n"
    mission = only(opened("table", text, mapping=mapped(**fields)))
    assert (mission.remote, mission.type, mission.locations[0].city) == ("full", "volontariat_service_civique", "Lyon")
    assert (mission.starts, mission.tags) == (date(2026, 11, 1), ["a", "b"])


def test_json_table_is_read_at_its_path(opened) -> None:
    entry = {
        "Réf": 7,
        "Intitulé": "Servir des repas",
        "Texte": "Oui.",
        "Lien": "https://a.example",
        "asso": {"nom": "Asso"},
        "lieux": [{"ville": "Lyon", "pos": {"y": 45.7, "x": 4.8}}, {"ville": "Brest"}],
        "a.b": "mardi",
    }
    fields = {"organizationName": "asso.nom", "city": "lieux.0.ville", "lat": "lieux.0.pos.y", "lon": "lieux.0.pos.x"}
    fields |= {"tags": "lieux.ville", "schedule": "a.b"}
    body = json.dumps({"meta": {"n": 1}, "data": {"total": 1, "missions": [entry]}, "suite": [1]})
    feed = opened("table", body, mapping=mapped("data.missions", **fields))
    mission = only(feed)
    assert feed.complete
    assert (mission.organisation.name, mission.locations[0].city, mission.locations[0].lat) == ("Asso", "Lyon", 45.7)
    assert (mission.tags, mission.schedule) == (["Lyon", "Brest"], "mardi")


@pytest.mark.parametrize(
    ("content", "mapping", "words"),
    [
        (table(LINE), {}, "pas encore"),
        (table(LINE), {"fields": {"title": "Intitulé"}}, "clientId"),
        (table(LINE), mapped(intitule="Intitulé"), "inconnue"),
        (table(LINE), mapped(city="Ville"), "Ses colonnes.: Réf, Intitulé"),
        ('{"missions": []}', mapped("data"), "Clés trouvées.: missions"),
        ('{"data": {"x": []}}', mapped("data"), "pas de liste"),
        ("[1", mapped(), "coupé"),
        ("<html>", mapped(), "page web"),
        (b"\x81\x8d\x00\xff", mapped(), "Windows-1252"),
        (table(LINE)[:-12], mapped(), "guillemets"),
    ],
)
def test_table_that_cannot_be_read_says_why(opened, content: bytes | str, mapping: Any, words: str) -> None:
    with pytest.raises(FeedUnreadable, match=words):
        opened("table", content, mapping=mapping)


@pytest.mark.parametrize(
    ("line", "why", "field", "value"),
    [
        ('8;"Bénévolat";Oui.;https://a.example;Asso', Why.TITLE_ONE_WORD, "Intitulé", "Bénévolat"),
        (
            "8;Servir des repas;Oui.;https://a.example;Asso;de trop",
            Why.COLUMNS,
            "",
            "8 Servir des repas Oui. https://a.example Asso de trop",
        ),
        ('8;"Servir" des repas;Oui.;https://a.example;Asso', Why.QUOTES, "", "';' expected after '\"'"),
    ],
)
def test_line_that_does_not_fit_is_refused_and_the_next_one_read(opened, line: str, why: Why, field: str, value: str) -> None:
    feed = opened("table", ";".join(HEADER) + "\n" + line + "\n\n" + ";".join(LINE) + "\n", mapping=mapped())
    refusal, mission = results(feed)
    assert (refusal.why, refusal.field, refusal.value) == (why, field, value)
    assert isinstance(mission, ParsedMission)
    assert feed.complete


def test_table_that_ends_in_a_short_line_is_not_complete(opened) -> None:
    feed = opened("table", table(LINE) + "8;Servir des rep", mapping=mapped())
    assert (feed.count, feed.complete) == (2, False)


def test_empty_table_is_not_complete(opened) -> None:
    assert not opened("table", "", mapping=mapped()).complete
    assert not opened("table", table(), mapping=mapped()).complete


def test_json_rows_of_another_shape_are_refused(opened) -> None:
    assert refused(opened("table", "[3]", mapping=mapped())).why == Why.NOT_A_MISSION


@QUICK
@given(st.dictionaries(st.sampled_from([*COLUMNS.values(), "Ville", "lieu"]), ANYTHING))
def test_any_value_in_a_table_gives_a_mission_or_a_refusal(opened, entry: dict[str, Any]) -> None:
    fields = {"city": "lieu.0.x", "addresses": "lieu", "startAt": {"from": "Ville", "values": {"a": "b"}}}
    good = dict(zip(HEADER, LINE, strict=True))
    feed = opened(
        "table",
        json.dumps([{**good, **entry}], allow_nan=False, default=str) if finite(entry) else "[]",
        mapping=mapped(**fields),
    )
    assert all(isinstance(result, (ParsedMission, Withdrawn, Refusal)) for result in results(feed))


def finite(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


@QUICK
@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_unreadable(opened, content: bytes) -> None:
    for kind in ("aggregator_json", "aggregator_xml", "json_ld", "table"):
        try:
            feed = opened(kind, content, mapping=mapped())
        except FeedUnreadable:
            continue
        assert all(isinstance(result, (ParsedMission, Withdrawn, Refusal)) for result in results(feed))


# --- stricter rules -------------------------------------------------------------------------

LONG = "Tu accueilles les personnes et tu sers les repas. " * 8


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"postedAt": day(-200)}, Why.TOO_OLD),
        ({"startAt": day(3), "endAt": day(18)}, Why.TOO_SHORT),
        ({"startAt": None, "endAt": day(18)}, Why.TOO_SHORT),
        ({"description": LONG[:290]}, Why.DESCRIPTION_TOO_SHORT),
        ({"addresses": [{"postalCode": "69003"}]}, Why.NO_TOWN),
    ],
)
def test_stricter_rules_are_a_source_s_choice(opened, changes: dict[str, Any], why: Why) -> None:
    good = row(description=LONG, postedAt=day(-30), startAt=day(10), endAt=day(40))
    content = json.dumps([{**good, **changes}])
    assert refused(opened("aggregator_json", content, strict=True)).why == why
    assert only(opened("aggregator_json", content))
    assert only(opened("aggregator_json", json.dumps([good]), strict=True))


# --- JSON as a stream -----------------------------------------------------------------------


@pytest.mark.parametrize("chunk", [1, 2, 7])
def test_json_is_read_piece_by_piece(opened, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(json_stream, "CHUNK", chunk)
    rows = [row(places=12345), row(title='é\\n"«', clientId="2")]
    feed = opened("aggregator_json", json.dumps({"total": 2, "data": rows, "limit": 123}))
    assert list(feed.rows()) == rows
    assert feed.total == 2


def test_json_row_without_an_end_does_not_fill_the_memory(opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_ROW", 1 << 18)
    with pytest.raises(FeedUnreadable):
        opened("aggregator_json", '[{"title": "' + "mot " * 400_000)


def test_json_that_is_too_deep_is_unreadable(opened) -> None:
    with pytest.raises(FeedUnreadable):
        opened("aggregator_json", "[" * 100_000)


# --- read by another process ------------------------------------------------------------------


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(
    ("kind", "content", "mapping"),
    [
        (Source.Kind.AGGREGATOR_JSON, json.dumps(page([row(title="Aide")])), {}),
        (
            Source.Kind.JSON_LD,
            json.dumps({"@type": "VolunteerAction", "title": "Aide", "identifier": "1", "url": "https://a.example"}),
            {},
        ),
        (Source.Kind.TABLE, "id,nom\n1,Aide\n", {"fields": dict.fromkeys(REQUIRED, "nom") | {"clientId": "id"}}),
    ],
)
def test_what_reads_a_row_can_be_sent_to_a_worker(opened, kind: str, content: str, mapping: dict, strict: bool) -> None:
    feed = opened(kind, content, mapping=mapping, strict=strict)
    elsewhere = pickle.loads(pickle.dumps(feed.parse))
    [entry] = feed.rows()
    assert elsewhere(entry) == feed.parse(entry)
