"""One row of a feed: each rule that refuses it, each irregularity that does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from missions.feeds import values
from missions.feeds.aggregator import parse_row
from missions.feeds.parsed import ParsedMission, Refusal, Why, Withdrawn
from tests.missions.factories import row


def parsed(**changes: Any) -> ParsedMission:
    result = parse_row(row(**changes))
    assert isinstance(result, ParsedMission), result
    return result


@pytest.mark.parametrize(
    ("changes", "why", "field"),
    [
        ({"title": ""}, Why.TITLE_MISSING, "title"),
        ({"title": ...}, Why.TITLE_MISSING, "title"),
        ({"title": "  Bénévolat "}, Why.TITLE_ONE_WORD, "title"),
        ({"title": "mot " * 80}, Why.TITLE_TOO_LONG, "title"),
        ({"title": "<p" * 2_000_000}, Why.TITLE_TOO_LONG, "title"),
        ({"title": "<b></b> <i></i>"}, Why.TITLE_MISSING, "title"),
        ({"title": "<b>Bénévolat</b> <i></i>"}, Why.TITLE_ONE_WORD, "title"),
        ({"title": "&amp;lt;script&amp;gt;alert(1) ou 2&amp;lt;/script&amp;gt;"}, Why.TITLE_MISSING, "title"),
        ({"title": "Aider l&#8217;équipe"}, Why.ENCODING, "title"),
        ({"description": "Aider l&#8217;équipe à servir"}, Why.ENCODING, "description"),
        ({"organizationName": "L&#8217;Entraide"}, Why.ENCODING, "organizationName"),
        ({"clientId": ...}, Why.ID_MISSING, "clientId"),
        ({"clientId": " "}, Why.ID_MISSING, "clientId"),
        ({"description": None}, Why.DESCRIPTION_MISSING, "description"),
        ({"description": "<p> </p><script>x()</script>"}, Why.DESCRIPTION_MISSING, "description"),
        ({"description": "mot " * 5001}, Why.DESCRIPTION_TOO_LONG, "description"),
        ({"applicationUrl": ""}, Why.ADDRESS_MISSING, "applicationUrl"),
        ({"applicationUrl": "javascript:alert(1)"}, Why.ADDRESS_INVALID, "applicationUrl"),
        ({"applicationUrl": "ftp://plateforme.example/x"}, Why.ADDRESS_INVALID, "applicationUrl"),
        ({"applicationUrl": "https://"}, Why.ADDRESS_INVALID, "applicationUrl"),
        ({"addresses": [{"city": "Lyon", "country": "Poudlard"}]}, Why.COUNTRY, "country"),
        ({"remote": "peut-être"}, Why.REMOTE, "remote"),
        ({"places": "beaucoup"}, Why.PLACES, "places"),
        ({"places": 0}, Why.PLACES, "places"),
        ({"places": 2.5}, Why.PLACES, "places"),
        ({"places": True}, Why.PLACES, "places"),
        ({"domain": "bricolage"}, Why.DOMAIN, "domain"),
        ({"type": "esclavage"}, Why.TYPE, "type"),
        ({"compensationAmount": -5}, Why.COMPENSATION, "compensationAmount"),
        ({"compensationAmount": "cent"}, Why.COMPENSATION, "compensationAmount"),
        ({"compensationAmount": "1e9999999"}, Why.COMPENSATION, "compensationAmount"),
        ({"compensationAmount": "-1e9999999"}, Why.COMPENSATION, "compensationAmount"),
        ({"compensationAmount": "1e99999999999999999999"}, Why.COMPENSATION, "compensationAmount"),
        ({"compensationAmount": "9999999.999"}, Why.COMPENSATION, "compensationAmount"),
        ({"compensationAmount": "sNaN"}, Why.COMPENSATION, "compensationAmount"),
        ({"compensationAmount": 100, "compensationAmountMax": 50}, Why.COMPENSATION, "compensationAmountMax"),
        ({"compensationUnit": "week"}, Why.COMPENSATION, "compensationUnit"),
        ({"compensationType": "cash"}, Why.COMPENSATION, "compensationType"),
        ({"startAt": "2026-13-45"}, Why.DATE, "startAt"),
        ({"startAt": "31/02/2026"}, Why.DATE, "startAt"),
        ({"endAt": "01/25/2026"}, Why.DATE, "endAt"),
        ({"endAt": "bientôt"}, Why.DATE, "endAt"),
        ({"endAt": "11/25/2026"}, Why.DATE, "endAt"),
        ({"endAt": "01/11/25"}, Why.DATE, "endAt"),
        ({"endAt": "01-11-25"}, Why.DATE, "endAt"),
        ({"endAt": "lundi 1er novembre 2025"}, Why.DATE, "endAt"),
        ({"endAt": "Mon, 01 Nov 2025 10:00:00 GMT"}, Why.DATE, "endAt"),
        ({"endAt": "30 février 2026"}, Why.DATE, "endAt"),
        ({"postedAt": "2026-02-30T10:00:00Z"}, Why.DATE, "postedAt"),
        ({"startAt": "2026-10-02", "endAt": "2026-10-01"}, Why.DATES_CONTRADICT, "endAt"),
    ],
)
def test_row_that_breaks_a_rule_is_refused_with_its_field(changes: dict[str, Any], why: Why, field: str) -> None:
    result = parse_row(row(**changes))
    assert isinstance(result, Refusal)
    assert (result.why, result.field) == (why, field)
    assert result.reason


def test_refused_value_is_shortened() -> None:
    result = parse_row(row(title="mot " * 80))
    assert isinstance(result, Refusal)
    assert len(result.value) <= 80
    assert result.client_id == "abc-1"


@pytest.mark.parametrize("thing", [None, 3, "texte", ["liste"], {}, {"addresses": 3}, {"title": {"x": 1}}])
def test_row_of_another_shape_is_refused_not_raised(thing: Any) -> None:
    assert isinstance(parse_row(thing), Refusal)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(sorted(row())), st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.text()))
    )
)
def test_any_value_gives_a_mission_or_a_refusal(changes: dict[str, Any]) -> None:
    assert isinstance(parse_row({**row(), **changes}), (ParsedMission, Refusal, Withdrawn))


@pytest.mark.parametrize("changes", [{"statusCode": "REFUSED"}, {"deletedAt": "2026-01-01T00:00:00Z"}])
def test_row_its_platform_withdrew_is_not_refused(changes: dict[str, Any]) -> None:
    assert parse_row(row(**changes)) == Withdrawn("abc-1")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("01/11/2025", date(2025, 11, 1)),
        ("1-11-2025", date(2025, 11, 1)),
        ("01.11.2025 14:30", date(2025, 11, 1)),
        ("1er novembre 2025", date(2025, 11, 1)),
        ("samedi 1 novembre 2025", date(2025, 11, 1)),
        ("2025-11-01", date(2025, 11, 1)),
        # A time in UTC that is the next day in Paris.
        ("2025-10-31T23:30:00.000Z", date(2025, 11, 1)),
        ("Sat, 01 Nov 2025 10:00:00 GMT", date(2025, 11, 1)),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_day_first_iso_or_rfc822(written: str | None, day: date | None) -> None:
    assert values.day(written) == day


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(min_value=date(1991, 1, 1), max_value=date(2099, 12, 31)))
def test_day_first_date_is_never_read_month_first(day: date) -> None:
    assert values.day(f"{day:%d/%m/%Y}") == day


def test_escaped_html_becomes_clean_html_and_plain_text() -> None:
    mission = parsed(
        description="&lt;p&gt;Une journ&eacute;e&nbsp;utile.&lt;/p&gt;&lt;script&gt;vole()&lt;/script&gt;&lt;p&gt;Avec nous.&lt;/p&gt;"
    )
    assert mission.description == "Une journée utile.\nAvec nous."
    assert mission.description_html == "<p>Une journée utile.</p><p>Avec nous.</p>"


def test_html_keeps_no_attribute_link_or_unlisted_tag() -> None:
    mission = parsed(
        descriptionHtml='<h2 onclick="x()">Titre</h2><p style="color:red">Un <a href="javascript:x()">lien</a><img src=x onerror=y></p>'
    )
    assert mission.description_html == "<p><strong>Titre</strong></p><p>Un lien</p>"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<b>Servir</b> des <i>repas</i>", "Servir des repas"),
        ("Sport &amp;amp; nature", "Sport & nature"),
        ("&amp;lt;b&amp;gt;Servir&amp;lt;/b&amp;gt; des repas", "Servir des repas"),
        ("<b>Servir</b> &amp;amp;lt;i&amp;amp;gt;des repas", "Servir des repas"),
        ("Moins de 5 < 10 ans", "Moins de 5 < 10 ans"),
        # Markup does not count: only what is left has a limit.
        (f"Servir des repas{'<b></b>' * 60}", "Servir des repas"),
    ],
)
def test_title_is_read_without_its_markup(written: str, title: str) -> None:
    assert parsed(title=written).title == title


@pytest.mark.parametrize(
    ("written", "amount"),
    [("9999999.994", "9999999.99"), ("1 200,50 €", "1200.50"), ("1e3", "1000.00"), ("1e-9999999", "0.00"), (100, "100.00")],
)
def test_amount_is_rounded_to_cents_within_what_the_column_holds(written: Any, amount: str) -> None:
    assert parsed(compensationAmount=written).compensation_amount == Decimal(amount)


def test_coordinate_beyond_every_float_is_no_coordinate() -> None:
    place = parsed(addresses=[{"city": "Lyon", "location": {"lat": 10**400, "lon": 4.85}}]).locations[0]
    assert (place.city, place.lat) == ("Lyon", None)


def test_literal_line_breaks_become_paragraphs() -> None:
    assert parsed(description="Premier jour.\\n\\nDeuxième jour.").description == "Premier jour.\nDeuxième jour."


@pytest.mark.parametrize(
    ("written", "meaning"), [("oui", True), ("non", False), ("yes", True), ("no", False), (True, True), ("", None), ("?", None)]
)
def test_open_to_minors_is_read_in_both_languages(written: Any, meaning: bool | None) -> None:
    assert parsed(openToMinors=written).open_to_minors is meaning


@pytest.mark.parametrize(
    ("written", "meaning"), [("oui", "possible"), ("", "no"), (None, "no"), ("Full", "full"), ("local", "local")]
)
def test_remote_is_read_kindly(written: Any, meaning: str) -> None:
    assert parsed(remote=written).remote == meaning


def test_place_is_read_from_adresse_and_lonlat() -> None:
    place = parsed(
        addresses=[{"adresse": "3 quai Sud", "postalCode": "69002", "city": "Lyon ", "lonlat": [4.83, 45.75]}]
    ).locations[0]
    assert (place.street, place.city, place.lat, place.lon) == ("3 quai Sud", "Lyon", 45.75, 4.83)


@pytest.mark.parametrize(
    ("postcode", "code"), [("69003", "69"), ("20090", "2A"), ("20200", "2B"), ("97411", "974"), ("01000", "01")]
)
def test_department_comes_from_the_postcode_when_missing(postcode: str, code: str) -> None:
    assert parsed(addresses=[{"postalCode": postcode, "city": "X"}]).locations[0].department_code == code


@pytest.mark.parametrize(
    "facts",
    [
        {"addresses": {"address": [{"city": "Lyon"}, {"city": "Brest"}]}},
        {"addresses": {"address": {"city": "Lyon"}, "adresse": {"city": "Brest"}}},
        {"adresses": {"value": [{"city": "Lyon"}, {"city": "Brest"}]}},
        {"address": [{"city": "Lyon"}, {"city": "Brest"}]},
        {"adresse": {"city": "Lyon"}, "addresses": {"city": "Brest"}},
    ],
)
def test_places_are_found_however_they_are_wrapped(facts: dict[str, Any]) -> None:
    assert {place.city for place in parsed(**{"addresses": ..., **facts}).locations} == {"Lyon", "Brest"}


def test_flat_place_counts_when_there_is_no_list() -> None:
    place = parsed(addresses=[], city="Brest", postalCode="29200", location={"lat": 48.39, "lon": -4.49}).locations[0]
    assert (place.city, place.department_code, place.lat) == ("Brest", "29", 48.39)


def test_mission_without_organisation_id_is_kept_by_name() -> None:
    first, second = parsed(organizationClientId=...), parsed(organizationClientId="", organizationName=" la soupe du COIN")
    assert first.organisation.key == second.organisation.key == "name:la-soupe-du-coin"


def test_mission_without_any_organisation_is_kept_under_its_platform() -> None:
    assert parsed(organizationName="", organizationClientId=None).organisation.name == "Bénévoles & Cie"


def test_empty_strings_count_as_nothing() -> None:
    mission = parsed(endAt="", places="", compensationAmount="", domain="", type="", postedAt="", schedule="")
    assert (mission.ends, mission.places, mission.compensation_amount, mission.domain, mission.type) == (
        None,
        1,
        None,
        "autre",
        "benevolat",
    )


@pytest.mark.parametrize(
    "written", [["Écoute, empathie"], "Écoute, empathie", ["Écoute", "empathie"], {"value": ["Écoute", "empathie"]}]
)
def test_soft_skills_are_split(written: Any) -> None:
    assert parsed(softSkills=written).soft_skills == ["Écoute", "empathie"]


def test_posted_is_a_moment() -> None:
    assert parsed().posted == datetime(2026, 9, 1, 8, tzinfo=UTC)
