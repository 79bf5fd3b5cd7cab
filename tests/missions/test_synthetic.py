"""Generated missions: the same for a seed, in real towns, and irregular in every way once in fifty."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

from django.core.management import call_command

from missions.feeds.aggregator import parse_row
from missions.feeds.opening import open_feed
from missions.feeds.parsed import ParsedMission, Refusal, Why
from missions.models import Source
from missions.synthetic import BENT, REFUSED, Synthesis

TODAY = date(2026, 11, 1)


def test_rows_are_the_same_for_a_seed_and_others_for_another() -> None:
    first = list(Synthesis(3, TODAY).rows(120))
    assert first == list(Synthesis(3, TODAY).rows(120))
    assert first != list(Synthesis(4, TODAY).rows(120))


def test_every_refusal_happens_and_only_two_in_a_hundred_rows_are_irregular() -> None:
    synthesis = Synthesis(1, TODAY)
    numbers = range(49, 50 * 2 * len(REFUSED), 50)
    results = [parse_row(synthesis.row(number)) for number in numbers]
    refused = {result.why.value for result in results if isinstance(result, Refusal)}
    # A second row of the same identifier is only seen beside the first.
    assert refused == REFUSED.keys() - {"id-twice"}
    assert REFUSED.keys() == {why.value for why in Why} & REFUSED.keys()
    good = [parse_row(row) for row in synthesis.rows(49)]
    assert all(isinstance(result, ParsedMission) for result in good)


def test_every_bent_rule_is_understood() -> None:
    synthesis = Synthesis(1, TODAY)
    for bend in BENT.values():
        row = synthesis.row(1)
        bend(row)
        assert isinstance(parse_row(row), ParsedMission)


def test_texts_are_varied_and_organisations_unequal() -> None:
    rows = [row for number, row in enumerate(Synthesis(1, TODAY).rows(600)) if number % 50 != 49]
    assert len({row["description"] for row in rows}) > 0.99 * len(rows)
    organisations = Counter(row["organizationClientId"] for row in rows)
    assert organisations.most_common(1)[0][1] > 10
    assert sum(count == 1 for count in organisations.values()) > 50
    for row in rows:
        assert ".example" in row["applicationUrl"]
        assert " de le " not in row["description"]
        assert " à les " not in row["description"]


def test_both_formats_say_the_same(tmp_path: Path) -> None:
    read = {}
    for kind, name in (("aggregator_json", "json"), ("aggregator_xml", "xml")):
        file = tmp_path / f"feed.{name}"
        call_command("generate_missions", "60", str(file), "--format", name, "--today", "2026-11-01")
        feed = open_feed(Source(kind=kind), file)
        read[name] = [feed.parse(row) for row in feed.rows()]
    for one, other in zip(read["json"], read["xml"], strict=True):
        assert one == other, json.dumps([repr(one), repr(other)], ensure_ascii=False)
