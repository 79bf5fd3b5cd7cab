"""Synonyms: found whatever their form, edited without a rebuild, loaded without undoing edits."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from search import synonyms
from search.contract import Term
from search.models import Synonym
from search.synonyms import expand

pytestmark = pytest.mark.django_db


def group(*terms: str, **fields: object) -> Synonym:
    return Synonym.objects.create(terms="\n".join(terms), **fields)


def found(typed: str, language: str = "fr") -> list[Term]:
    return expand(typed.split(), language)


def test_word_gets_the_rest_of_its_group() -> None:
    group("stress", "trac", "sous pression")
    assert found("le trac") == [Term("le"), Term("trac", ("stress", "sous pression"))]


@pytest.mark.parametrize("typed", ["anxiete", "ANXIÉTÉ", "anxie\u0301te\u0301", "anxiétés"])
def test_accents_case_and_plural_do_not_matter(typed: str) -> None:
    group("anxiété", "trac")
    assert found(typed) == [Term(typed, ("trac",))]


@pytest.mark.parametrize(
    "typed", ["prise de parole", "prises de parole", "Prise de Paroles", "prise parole", "prise de la parole"]
)
def test_expression_is_one_term(typed: str) -> None:
    group("prise de parole", "éloquence")
    assert found(f"de {typed} en") == [Term("de"), Term(typed, ("éloquence",)), Term("en")]


def test_expression_written_without_its_small_words_is_the_same() -> None:
    group("prise parole", "éloquence")
    assert found("prise de parole") == [Term("prise de parole", ("éloquence",))]


def test_mistyped_word_that_makes_an_expression_with_its_neighbours_is_read_as_meant() -> None:
    group("prise parole", "éloquence")
    meant = {"parolle": "parole"}
    assert expand("prise de parolle".split(), "fr", meant) == [Term("prise de parole", ("éloquence",))]
    assert expand("la parolle".split(), "fr", meant) == [Term("la"), Term("parolle")]


def test_hyphens_in_a_group_or_in_a_word_do_not_matter() -> None:
    group("savoir-être", "attitude")
    group("week end", "congé")
    assert found("savoir être") == [Term("savoir être", ("attitude",))]
    assert found("week-end") == [Term("week-end", ("congé",))]


def test_longest_expression_wins() -> None:
    group("parole", "mot")
    group("prise de parole", "éloquence")
    assert found("prise de parole") == [Term("prise de parole", ("éloquence",))]
    assert found("prise et mot") == [Term("prise"), Term("et"), Term("mot", ("parole",))]


def test_word_of_two_groups_gets_both_once() -> None:
    group("trac", "stress", "peur")
    group("trac", "peur", "timidité")
    [term] = found("trac")
    assert sorted(term.synonyms) == ["peur", "stress", "timidité"]


def test_groups_of_the_other_language_and_inactive_ones_do_not_count() -> None:
    group("team", "crew", language="en")
    group("équipe", "groupe", active=False)
    assert found("team équipe") == [Term("team"), Term("équipe")]
    assert found("team", "en") == [Term("team", ("crew",))]


def test_change_counts_at_once() -> None:
    row = group("trac", "stress")
    assert found("trac")[0].synonyms == ("stress",)
    row.terms = "trac\npeur"
    row.save()
    assert found("trac")[0].synonyms == ("peur",)
    row.delete()
    assert found("trac")[0].synonyms == ()


def test_change_made_in_another_process_counts_once_the_version_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    row = group("trac", "stress")
    assert found("trac")[0].synonyms == ("stress",)
    Synonym.objects.filter(pk=row.pk).update(terms="trac\npeur")  # sends no signal here
    assert found("trac")[0].synonyms == ("stress",)
    cache.delete(synonyms.VERSION_KEY)
    assert found("trac")[0].synonyms == ("peur",)


def test_table_is_read_once(django_assert_num_queries: object) -> None:
    group("trac", "stress")
    with django_assert_num_queries(1):
        for _ in range(3):
            found("trac")


def test_database_that_does_not_answer_means_no_synonyms(monkeypatch: pytest.MonkeyPatch) -> None:
    group("trac", "stress")

    def broken(_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(type(Synonym.objects.all()), "active", broken)
    assert found("trac") == [Term("trac")]


@pytest.mark.parametrize("terms", ["", "\n\n", "seul", "seul\nseul", "seul\nSEULS"])
def test_group_without_two_terms_does_nothing(terms: str) -> None:
    Synonym.objects.create(terms=terms)
    assert found("seul") == [Term("seul")]


# --- loading ----------------------------------------------------------------------------------


def load(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    call_command("load_synonyms", file=file, verbosity=0)


def rows() -> dict[str, bool]:
    return {row.terms: row.active for row in Synonym.objects.all()}


def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        load(tmp_path / "a.yaml", "- {terms: [trac, stress], language: fr}\n- {terms: [team, crew], language: en}\n")
    assert rows() == {"trac\nstress": True, "team\ncrew": True}


def test_loading_renews_what_the_file_changed_and_keeps_what_an_editor_did(tmp_path: Path) -> None:
    load(tmp_path / "a.yaml", "- {terms: [trac, stress], language: fr}\n- {terms: [joie, gaieté], language: fr}\n")
    Synonym.objects.filter(terms__startswith="trac").update(terms="trac\nstress\nflip", active=False)
    load(tmp_path / "a.yaml", "- {terms: [trac, stress, peur], language: fr}\n- {terms: [joie, gaieté, rire], language: fr}\n")
    assert rows() == {"trac\nstress\nflip": False, "joie\ngaieté\nrire": True}


def test_group_that_left_the_file_is_switched_off_and_an_editors_own_stays(tmp_path: Path) -> None:
    group("à", "moi")
    load(tmp_path / "a.yaml", "- {terms: [trac, stress], language: fr}\n")
    load(tmp_path / "a.yaml", "[]\n")
    assert rows() == {"à\nmoi": True, "trac\nstress": False}
    load(tmp_path / "a.yaml", "- {terms: [trac, stress], language: fr}\n")
    assert rows() == {"à\nmoi": True, "trac\nstress": True}


@pytest.mark.parametrize(
    "text",
    [
        "terms: a",
        "- {terms: [a], language: fr}",
        "- {terms: [a, b]}",
        "- {terms: [a, 1], language: fr}",
        "- a",
        "[",
        "- {terms: [a, b], language: de}",
    ],
)
def test_bad_file_is_refused_whole(tmp_path: Path, text: str) -> None:
    with pytest.raises(CommandError, match=r"a\.yaml"):
        load(tmp_path / "a.yaml", text)
    assert rows() == {}


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.yaml"):
        call_command("load_synonyms", file=tmp_path / "none.yaml")


def test_shipped_file_loads() -> None:
    call_command("load_synonyms", verbosity=0)
    assert Synonym.objects.count() > 50
    assert all(len(row.lines()) >= 2 for row in Synonym.objects.all())


# --- admin ------------------------------------------------------------------------------------


def test_editor_finds_and_changes_a_group(admin_client: Client) -> None:
    row = group("trac", "stress")
    group("joie", "gaieté")
    listing = admin_client.get(reverse(row.snippet_viewset.get_url_name("list")), {"q": "stress"})
    assert "trac, stress" in listing.content.decode()
    assert "gaieté" not in listing.content.decode()
    edit = reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    answer = admin_client.post(edit, {"terms": "trac\npeur", "language": "fr", "active": "on"})
    assert answer.status_code == 302
    assert found("trac") == [Term("trac", ("peur",))]
