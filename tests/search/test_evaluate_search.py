"""Measures on values worked out by hand, and the command on small sets."""

from __future__ import annotations

import json
from io import StringIO
from math import log2
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.management.commands.evaluate_search import title_of
from search.metrics import ndcg, recall, reciprocal_rank
from search.models import Synonym

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("ranked", "judged", "expected"),
    [
        (["a", "b"], {"a": 1}, 1.0),
        (["b", "a"], {"a": 1}, 1 / log2(3)),
        (["b", "c"], {"a": 1}, 0.0),
        ([], {"a": 1}, 0.0),
        (["a"], {}, 0.0),
        (["a"], {"a": 0}, 0.0),
        # Gains 3, 2, 0 at ranks 1, 2, 3 against the ideal 3, 2, 1.
        (["a", "b", "x"], {"a": 3, "b": 2, "c": 1}, (3 + 2 / log2(3)) / (3 + 2 / log2(3) + 1 / 2)),
        (["x"] * 10 + ["a"], {"a": 1}, 0.0),
        (["a"], {"a": 1, "b": -1}, 1.0),
    ],
)
def test_ndcg(ranked: list[str], judged: dict[str, int], expected: float) -> None:
    assert ndcg(ranked, judged) == pytest.approx(expected)


def test_ndcg_of_more_relevant_documents_than_places_can_be_perfect() -> None:
    judged = {str(n): 1 for n in range(15)}
    assert ndcg([str(n) for n in range(10)], judged) == pytest.approx(1.0)


def test_reciprocal_rank() -> None:
    assert reciprocal_rank(["x", "a", "b"], {"a": 1, "b": 2}) == pytest.approx(0.5)
    assert reciprocal_rank(["x"] * 30 + ["a"], {"a": 1}) == pytest.approx(1 / 31)
    assert reciprocal_rank(["a"], {"a": 0}) == 0.0


def test_recall() -> None:
    assert recall(["a", "x", "b"], {"a": 1, "b": 1, "c": 1, "d": 0}) == pytest.approx(2 / 3)
    assert recall(["x"] * 10 + ["a"], {"a": 1}) == 0.0
    assert recall(["a"], {}) == 0.0


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Un titre\nLa suite", "Un titre"),
        ("\n\n Un titre\r\nLa suite", "Un titre"),
        ("mot " * 50, ("mot " * 20).strip()),
        ("x" * 200, "x" * 80),
        ("", ""),
    ],
)
def test_title_is_the_first_line_or_its_first_words(text: str, title: str) -> None:
    assert title_of(text) == title


def write(folder: Path, docs: str | None = None, queries: str | None = None, qrels: str | None = None) -> Path:
    """A set of two documents and two queries, one of them answered by the second document."""
    two = [{"id": "d1", "title": "Courage", "text": "Oser dire."}, {"id": "d2", "text": "Patience\nAttendre longtemps."}]
    (folder / "docs.jsonl").write_text(docs if docs is not None else "\n".join(map(json.dumps, two)), encoding="utf-8")
    (folder / "queries.tsv").write_text(
        queries if queries is not None else "q1\tcourage\nq2\tcomment attendre ?\n", encoding="utf-8"
    )
    (folder / "qrels.tsv").write_text(qrels if qrels is not None else "q1\td1\t1\nq2\td2\t1\n", encoding="utf-8")
    return folder


def evaluate(folder: Path, **options: object) -> dict[str, float]:
    out = StringIO()
    call_command("evaluate_search", folder, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_command_measures_a_set(tmp_path: Path) -> None:
    assert evaluate(write(tmp_path)) == {"ndcg@10": 1.0, "mrr": 1.0, "recall@10": 1.0, "queries": 2}


def test_command_prints_a_table_without_json(tmp_path: Path) -> None:
    out = StringIO()
    call_command("evaluate_search", write(tmp_path), stdout=out)
    assert out.getvalue().split() == ["ndcg@10", "1.0", "mrr", "1.0", "recall@10", "1.0", "queries", "2"]


def test_query_without_a_relevant_document_is_not_counted(tmp_path: Path) -> None:
    write(tmp_path, queries="q1\tcourage\nq2\trien\nq3\tpatience\n", qrels="q1\td1\t1\nq3\td2\t0\n")
    assert evaluate(tmp_path)["queries"] == 1


def test_query_that_finds_nothing_or_says_nothing_scores_zero(tmp_path: Path) -> None:
    write(tmp_path, queries="q1\t???\nq2\txyzzy\n")
    assert evaluate(tmp_path) == {"ndcg@10": 0.0, "mrr": 0.0, "recall@10": 0.0, "queries": 2}


def test_synonyms_of_the_site_count(tmp_path: Path) -> None:
    write(tmp_path, queries="q1\tbravoure\n", qrels="q1\td1\t1\n")
    assert evaluate(tmp_path)["ndcg@10"] == 0.0
    Synonym.objects.create(terms="bravoure\ncourage")
    assert evaluate(tmp_path)["ndcg@10"] == 1.0


def test_english_set(tmp_path: Path) -> None:
    docs = json.dumps({"id": "d1", "text": "Managing conflicts"})
    write(tmp_path, docs=docs, queries="q1\thow to manage a conflict\n", qrels="q1\td1\t1\n")
    assert evaluate(tmp_path, language="en")["ndcg@10"] == 1.0


def test_blank_lines_windows_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    write(tmp_path, queries="\ufeffq1\tcourage\r\n\r\nq2\tpatience\r\n", qrels="q1\td1\t1\r\n\nq2\td2\t1\r\n")
    assert evaluate(tmp_path)["ndcg@10"] == 1.0


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        ({"docs": '{"id": "d1", "text": "a"}\n{"id": '}, r"docs\.jsonl, line 2"),
        ({"docs": '{"id": "d1"}'}, r"docs\.jsonl, line 1"),
        ({"docs": '["d1", "a"]'}, r"docs\.jsonl, line 1"),
        ({"docs": '{"id": 1, "text": "a"}'}, r"docs\.jsonl, line 1"),
        ({"docs": '{"id": "", "text": "a"}'}, r"docs\.jsonl, line 1"),
        ({"queries": "q1\tcourage\nq2 sans tabulation\n"}, r"queries\.tsv, line 2"),
        ({"queries": "q1\tcourage\nq1\tpatience\n"}, r"queries\.tsv, line 2"),
        ({"qrels": "q1\td1\n"}, r"qrels\.tsv, line 1"),
        ({"qrels": "q1\td1\t1\nq1\td2\tbeaucoup\n"}, r"qrels\.tsv, line 2"),
        ({"qrels": ""}, "nothing to measure"),
    ],
)
def test_bad_line_is_named(tmp_path: Path, bad: dict[str, str], where: str) -> None:
    with pytest.raises(CommandError, match=where):
        evaluate(write(tmp_path, **bad))


@pytest.mark.parametrize("name", ["docs.jsonl", "queries.tsv", "qrels.tsv"])
def test_missing_or_unreadable_file_is_named(tmp_path: Path, name: str) -> None:
    write(tmp_path)
    (tmp_path / name).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CommandError, match=name.replace(".", r"\.")):
        evaluate(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(CommandError, match=name.replace(".", r"\.")):
        evaluate(tmp_path)
