"""What every search engine promises. A new engine subclasses `EngineContract` and gives it a
fixture `engine`: an engine of its own, with no index yet, and `twin`: another one on the same URL."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from search.codec import fingerprint
from search.contract import (
    MOST_VALUES,
    About,
    CatalogueItem,
    CatalogueQuery,
    Commitment,
    FacetName,
    Hit,
    Kind,
    Near,
    Need,
    Period,
    Point,
    RecommendationRequest,
    Remote,
    Results,
    Sort,
    TaughtSkill,
    Term,
)
from search.engine import EngineUnavailable, RebuildRunning, SearchEngine
from search.geo import kilometres
from search.relevance import ENOUGH, FREQUENT, ONE_ABOVE, ONE_BELOW, RARE
from tests.search.proposals import proposed

TODAY = date(2026, 6, 1)
PARIS, VERSAILLES, LYON = Point(48.8566, 2.3522), Point(48.8049, 2.1204), Point(45.7640, 4.8357)
GARBAGE = [
    "",
    " ",
    "\0",
    "?!;:,.…",
    "🙂🙃",
    "\ud800",
    "a" * 10_000,
    "mot " * 2_500,
    '"',
    '""',
    "« »",
    "l'",
    "-",
    "AND OR NOT (",
    "title:*",
    "[1 TO",
    "~2^5",
    "\\",
    "日本語",
    "مرحبا بالعالم",
    "e\u0301cole",
    "İstanbul ß ﬁn ½",
    "<script>alert(1)</script>",
    "\u202eabc\u200b",
    "0",
    "de la le les",
]


def item(ident: str, title: str = "", **fields: object) -> CatalogueItem:
    """An item whose kind is the part of its id before the colon."""
    kind = Kind(ident.split(":")[0])
    defaults: dict[str, object] = {"url": f"/{ident}/", "language": "fr"}
    return CatalogueItem(id=ident, kind=kind, title=title or f"Titre {ident}", **{**defaults, **fields})


def mission(ident: str, *points: Point, remote: Remote = Remote.NO, **fields: object) -> CatalogueItem:
    return item(f"mission:{ident}", points=points, remote=remote, **fields)


def trains(skill: str, level: int, weight: float = 3.0) -> TaughtSkill:
    return TaughtSkill(skill, f"family-{skill}", level, weight)


def words(text: str, **fields: object) -> CatalogueQuery:
    return CatalogueQuery(terms=tuple(Term(word) for word in text.split()), **fields)


def ids(results: Results | Iterable[Hit]) -> list[str]:
    hits = results.hits if isinstance(results, Results) else results
    return [hit.item.id for hit in hits]


def fill(engine: SearchEngine, *items: CatalogueItem) -> None:
    with engine.rebuild() as index:
        index.add(items)


def counts(results: Results, name: FacetName) -> dict[str, int]:
    facet = next(facet for facet in results.facets if facet.name == name)
    return {value.value: value.count for value in facet.values}


class IndexLife:
    def test_ready_without_an_index_is_false(self, engine: SearchEngine) -> None:
        assert engine.ready() is False

    def test_everything_else_without_an_index_is_unavailable(self, engine: SearchEngine) -> None:
        for ask in (
            lambda: engine.search(CatalogueQuery()),
            lambda: engine.suggest("a", "fr"),
            lambda: engine.candidates(RecommendationRequest((Need("a", 1, 1.0),), TODAY)),
            lambda: engine.get("article:1"),
            lambda: engine.write([item("article:1")]),
            lambda: engine.delete(["article:1"]),
            lambda: list(engine.fingerprints()),
        ):
            with pytest.raises(EngineUnavailable):
                ask()

    def test_first_rebuild_makes_an_index_even_with_nothing_in_it(self, engine: SearchEngine) -> None:
        fill(engine)
        assert engine.ready()
        assert engine.search(CatalogueQuery()).total == 0
        assert engine.suggest("a", "fr") == []

    def test_written_item_is_found_by_the_next_search(self, engine: SearchEngine) -> None:
        fill(engine)
        engine.write([item("article:1", "Écouter")])
        assert ids(engine.search(words("écouter"))) == ["article:1"]

    def test_write_replaces_by_id(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Ancien"))
        engine.write([item("article:1", "Nouveau"), item("article:2", "Autre"), item("article:2", "Dernier")])
        assert engine.search(words("ancien")).total == 0
        assert engine.search(words("autre")).total == 0
        assert engine.search(CatalogueQuery()).total == 2

    def test_deleted_item_is_gone_and_an_unknown_one_does_not_matter(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1"), item("article:2"))
        engine.delete(["article:1", "article:9"])
        engine.delete([])
        assert ids(engine.search(CatalogueQuery())) == ["article:2"]
        assert engine.get("article:1") is None

    def test_get_gives_back_the_whole_item(self, engine: SearchEngine) -> None:
        whole = item(
            "mission:1",
            "Été à l'hôpital",
            language="en",
            summary="Résumé",
            body="Corps <b>gras</b>",
            keywords=("un", "deux"),
            skills=(TaughtSkill("ecoute", "communication", 2, 1.5),),
            minutes=30,
            published=datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC),
            starts=TODAY,
            ends=TODAY + timedelta(days=3),
            points=(PARIS, LYON),
            towns=("Paris (75)", "Lyon (69)"),
            departments=("75", "69"),
            place="Paris, Lyon",
            remote=Remote.POSSIBLE,
            domain="sante",
            form="benevolat",
            commitment=Commitment.REGULAR,
            accessible=True,
            min_age=16,
            max_age=25,
            organisation="Croix",
            source="flux",
            quality=0.75,
        )
        fill(engine, whole, item("article:1"))
        assert engine.get("mission:1") == whole
        assert engine.get("article:1") == item("article:1")

    def test_fingerprints_are_those_of_the_items_by_id(self, engine: SearchEngine) -> None:
        items = [item("article:2"), item("article:10"), item("article:1")]
        fill(engine, *items)
        engine.delete(["article:1"])
        assert list(engine.fingerprints()) == sorted((one.id, fingerprint(one)) for one in items[:2])

    def test_two_engines_on_one_address_see_each_other(self, engine: SearchEngine, twin: SearchEngine) -> None:
        fill(engine, item("article:1"))
        assert twin.search(CatalogueQuery()).total == 1
        twin.write([item("article:2")])
        assert engine.search(CatalogueQuery()).total == 2
        fill(twin, item("article:3"))
        assert ids(engine.search(CatalogueQuery())) == ["article:3"]

    def test_rebuild_serves_only_when_it_is_done(self, engine: SearchEngine) -> None:
        fill(engine, item("article:old"))
        with engine.rebuild() as index:
            assert index.add([item("article:new"), item("article:newer")]) == 2
            assert ids(engine.search(CatalogueQuery())) == ["article:old"]
        assert ids(engine.search(CatalogueQuery())) == ["article:new", "article:newer"]

    def test_failed_rebuild_leaves_the_old_index_serving(self, engine: SearchEngine) -> None:
        fill(engine, item("article:old"))
        with pytest.raises(ZeroDivisionError), engine.rebuild() as index:
            index.add([item("article:new")])
            raise ZeroDivisionError
        assert ids(engine.search(CatalogueQuery())) == ["article:old"]
        fill(engine, item("article:newer"))
        assert ids(engine.search(CatalogueQuery())) == ["article:newer"]

    def test_live_changes_reach_both_indexes_during_a_rebuild(self, engine: SearchEngine, twin: SearchEngine) -> None:
        fill(engine, item("article:1", "Ancien"), item("article:2"))
        with engine.rebuild() as index:
            index.add([item("article:1", "Ancien"), item("article:2")])
            twin.write([item("article:1", "Nouveau"), item("article:3")])
            twin.delete(["article:2"])
            assert ids(engine.search(CatalogueQuery())) == ["article:1", "article:3"]
        assert ids(engine.search(CatalogueQuery())) == ["article:1", "article:3"]
        assert engine.get("article:1").title == "Nouveau"

    def test_rebuild_does_not_undo_live_changes_with_what_it_read_before(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Ancien"), item("article:2"))
        with engine.rebuild() as index:
            engine.write([item("article:1", "Nouveau")])
            engine.delete(["article:2"])
            assert index.add([item("article:1", "Ancien"), item("article:2"), item("article:3")]) == 1
        assert ids(engine.search(CatalogueQuery())) == ["article:1", "article:3"]
        assert engine.get("article:1").title == "Nouveau"

    def test_second_rebuild_at_once_is_refused(self, engine: SearchEngine, twin: SearchEngine) -> None:
        fill(engine, item("article:1"))
        with engine.rebuild() as index:
            index.add([item("article:2")])
            with pytest.raises(RebuildRunning), twin.rebuild():
                pass
        assert ids(engine.search(CatalogueQuery())) == ["article:2"]


class Words:
    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("école", "L'école est finie"),
            ("école", "L’école est finie"),
            ("ecole", "À l'école"),
            ("ÉCOLE", "une école"),
            ("école", "une e\u0301cole"),
            ("conflits", "un conflit"),
            ("conflit", "des conflits"),
            ("travailler", "elle travaille"),
            ("loisirs", "un loisir"),
            ("bénévoles", "devenir bénévole"),
            ("animaux", "un animal"),
            ("coeur", "avec cœur"),
            ("weekend", "ce week-end"),
            ("week-end", "ce weekend"),
            ("week end", "ce week-end"),
            ("week end", "ce weekend"),
            ("10000", "10 000 pas"),
            ("bac 2", "niveau bac+2"),
            ("auto-évaluation", "une autoévaluation"),
            ("savoir-être", "les savoir-être"),
            ("savoir être", "les savoir-être"),
            ("savoir", "le savoir"),
            ("rendez-vous", "prendre rendez-vous"),
        ],
    )
    def test_french_word_is_found_in_its_other_forms(self, engine: SearchEngine, typed: str, written: str) -> None:
        # Enough items have the word as typed for it not to be taken as a typing error.
        others = [item(f"article:x{n}", typed) for n in range(RARE + 1)]
        fill(engine, item("article:1", "Un", body=written), item("article:2", "Deux", body="rien à voir"), *others)
        assert sorted(ids(engine.search(words(typed)))) == ["article:1", *(one.id for one in others)]

    @pytest.mark.parametrize(
        ("typed", "written"), [("conflicts", "a conflict"), ("manage", "managing people"), ("team's", "the team")]
    )
    def test_english_word_is_found_in_its_other_forms(self, engine: SearchEngine, typed: str, written: str) -> None:
        fill(engine, item("article:1", "One", body=written, language="en"), item("article:2", "Two", body="else", language="en"))
        assert ids(engine.search(words(typed, language="en"))) == ["article:1"]

    def test_both_languages_are_searched_own_first(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:en", "Communication", language="en"),
            item("article:fr", "Communication", language="fr"),
            item("article:de", "Communication", language="de"),
        )
        assert ids(engine.search(words("communication", language="fr"))) == ["article:fr", "article:en", "article:de"]
        assert ids(engine.search(words("communication", language="en"))) == ["article:en", "article:fr", "article:de"]

    def test_each_language_is_stemmed_its_own_way(self, engine: SearchEngine) -> None:
        fill(engine, item("article:en", "Teams", language="en"), item("article:fr", "Équipes"))
        assert ids(engine.search(words("team", language="fr"))) == ["article:en"]
        assert ids(engine.search(words("équipe", language="en"))) == ["article:fr"]

    def test_language_nobody_analyses_is_searched_all_the_same(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Mut und Geduld", language="de"))
        assert ids(engine.search(words("geduld", language="de"))) == ["article:1"]
        assert [one.text for one in engine.suggest("mut", "de")] == ["Mut und Geduld"]

    def test_keywords_organisation_and_place_are_searched(self, engine: SearchEngine) -> None:
        fill(engine, item("mission:1", keywords=("mentorat",), organisation="Croix-Rouge", place="Besançon", summary="Bref"))
        for typed in ("mentorat", "croix", "besancon", "bref"):
            assert engine.search(words(typed)).total == 1

    def test_question_in_a_sentence_finds_what_it_is_about(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:1", "Apaiser une dispute", body="Gérer un conflit avec un collègue, sans crier."),
            item("article:2", "Comment faire quand on est perdu", body="Est-ce que je peux avoir de l'aide pour tout ça ?"),
        )
        found = engine.search(words("Comment est ce que je peux gérer un conflit avec mon collègue"))
        assert ids(found)[0] == "article:1"

    def test_english_question_typed_in_the_french_page_is_understood(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:1", "Handling conflict", language="en"),
            item("article:2", "How to do it with a team", language="en"),
        )
        assert ids(engine.search(words("how to handle a conflict", language="fr"))) == ["article:1"]

    def test_only_small_words_are_searched_as_they_are(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Être ou ne pas être"), item("article:2", "Courage"))
        assert ids(engine.search(words("être"))) == ["article:1"]

    def test_title_counts_more_than_body(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Patience", body="courage"), item("article:2", "Courage", body="patience"))
        assert ids(engine.search(words("courage"))) == ["article:2", "article:1"]

    def test_title_that_is_the_question_comes_first(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:1", "Confiance, confiance et confiance", body="confiance en soi", keywords=("confiance",)),
            item("article:2", "Confiance en soi", body="Se croire capable."),
            item("article:3", "La confiance en soi au travail", body="Se croire capable."),
            item("article:4", "Confiance du groupe", body="Confiance."),
        )
        assert ids(engine.search(words("confiance en soi")))[0] == "article:2"
        assert ids(engine.search(words("CONFIANCE EN SOI")))[0] == "article:2"

    def test_title_that_holds_the_question_as_typed_comes_before_one_with_its_words(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Dire et oser, non"), item("article:2", "Enfin oser dire non"))
        assert ids(engine.search(words("oser dire non"))) == ["article:2", "article:1"]

    def test_form_as_typed_comes_first(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Bénévoles engagées"), item("article:2", "Bénévole engagé"))
        assert ids(engine.search(words("bénévole engagé"))) == ["article:2", "article:1"]
        assert ids(engine.search(words("bénévoles engagées"))) == ["article:1", "article:2"]

    def test_words_close_together_come_first(self, engine: SearchEngine) -> None:
        filler = "et puis encore bien d'autres mots qui parlent de choses et de gens sans rapport avec elles"
        fill(
            engine,
            item("article:1", "A", body=f"confiance {filler} en {filler} soi groupe {filler}"),
            item("article:2", "B", body=f"{filler} confiance groupe {filler} en {filler} soi"),
        )
        assert ids(engine.search(words("confiance groupe"))) == ["article:2", "article:1"]

    def test_rare_word_counts_more_than_a_common_one(self, engine: SearchEngine) -> None:
        common = [item(f"article:{n}", "Équipe") for n in range(10)]
        fill(engine, *common, item("article:x", "Médiation"))
        assert ids(engine.search(words("équipe médiation")))[0] == "article:x"


class FormsOfWords:
    """Singular and feminine, where a rule that is too wide would take one word for another."""

    def test_x_is_a_plural_after_u_only(self, engine: SearchEngine) -> None:
        others = [item(f"article:x{n}", "Infox") for n in range(RARE + 1)]
        fill(engine, item("article:1", "Info"), item("article:2", "Jeux"), *others)
        assert "article:1" not in ids(engine.search(words("infox")))
        assert ids(engine.search(words("jeu"))) == ["article:2"]

    @pytest.mark.parametrize(("typed", "written"), [("publique", "Public"), ("public", "Publique"), ("grecque", "Grec")])
    def test_feminine_in_que_is_found_in_its_masculine(self, engine: SearchEngine, typed: str, written: str) -> None:
        others = [item(f"article:x{n}", typed) for n in range(RARE + 1)]
        fill(engine, item("article:1", written), *others)
        assert "article:1" in ids(engine.search(words(typed)))


class Kinship:
    """What trains the same as the best results do comes before its equals."""

    best = item("article:best", "Courage, bonté", skills=(trains("a", 1), trains("b", 2, 1.0)))

    def test_of_two_that_hold_the_same_words_the_one_akin_to_the_best_comes_first(self, engine: SearchEngine) -> None:
        equals = [item(f"article:{skill}", "Courage", skills=(trains(skill, 3),)) for skill in "cab"]
        fill(engine, self.best, *equals, item("article:0", "Courage"))
        assert ids(engine.search(words("courage bonté"))) == ["article:best", *(f"article:{skill}" for skill in "ab0c")]

    def test_what_holds_all_the_words_stays_before_what_is_only_akin(self, engine: SearchEngine) -> None:
        others = [item(f"article:{n}", "Courage", skills=self.best.skills) for n in range(30)]
        fill(engine, self.best, item("article:whole", "Courage et bonté"), *others)
        assert set(ids(engine.search(words("courage bonté", limit=2)))) == {"article:best", "article:whole"}

    def test_score_that_is_told_is_the_one_it_is_ordered_by(self, engine: SearchEngine) -> None:
        fill(engine, self.best, *(item(f"article:{n}", "Courage", skills=(trains("abc"[n % 3], 1),)) for n in range(40)))
        scores = [hit.score for hit in engine.search(words("courage", limit=50)).hits]
        assert len(set(scores)) > 2
        assert scores == sorted(scores, reverse=True)

    @pytest.mark.parametrize("size", [1, 4, 15, 20])
    def test_pages_hold_everything_once(self, engine: SearchEngine, size: int) -> None:
        items = [item(f"article:{n:02}", "Courage", skills=(trains("abcd"[n % 4], n % 3 + 1),)) for n in range(40)]
        fill(engine, self.best, *items)
        query = words("courage")
        whole = ids(engine.search(replace(query, limit=50)))
        pages = [ids(engine.search(replace(query, offset=start, limit=size))) for start in range(0, 60, size)]
        assert [ident for page in pages for ident in page] == whole
        assert len(whole) == len({*whole}) == 41

    def test_order_by_date_knows_nothing_of_it(self, engine: SearchEngine) -> None:
        day = datetime(2026, 5, 1, tzinfo=UTC)
        dated = [replace(self.best, published=day), item("article:new", "Courage", published=day + timedelta(1))]
        fill(engine, *dated, item("article:akin", "Courage", skills=self.best.skills))
        found = engine.search(words("courage", sort=Sort.NEWEST))
        assert ids(found) == ["article:new", "article:best", "article:akin"]


class AreasAndMentions:
    @pytest.mark.parametrize(("area", "part"), [("La Réunion", "Réunion de rentrée"), ("Grand Est", "Un grand pas à l'est")])
    def test_name_of_an_area_finds_what_lies_there_before_what_speaks_of_it(
        self, engine: SearchEngine, area: str, part: str
    ) -> None:
        there, speaks = mission("1", areas=(area,)), item("article:2", f"Venir de {area}")
        fill(engine, there, speaks, item("article:3", part), mission("4", areas=("Bretagne",)))
        assert ids(engine.search(CatalogueQuery(terms=(Term(area, area=True),)))) == ["mission:1", "article:2"]

    def test_mention_is_found_below_what_is_about_it(self, engine: SearchEngine) -> None:
        fill(
            engine,
            mission("1", body="Une soirée au village", mentions=("écoute active",)),
            item("video:2", "Autre chose", body="Une soirée au village", keywords=("écoute active",)),
        )
        assert ids(engine.search(words("écoute"))) == ["video:2", "mission:1"]


class Meaning:
    """What a question is about, and the kind of thing it asks for, beside its words."""

    about = (About("stress", 1.0),)

    def fill(self, engine: SearchEngine, *others: CatalogueItem) -> None:
        fill(
            engine,
            item("skill:stress-fr", "Le stress", skills=(trains("stress", 1, 1.0),)),
            item("video:main", "Respirer", skills=(trains("stress", 2), trains("calme", 1, 1.0))),
            item("article:also", "Dormir", skills=(trains("sommeil", 2), trains("stress", 1, 1.0))),
            mission("main", title="Aider", skills=(trains("stress", 2), trains("stress", 3))),
            item("article:other", "Peur panique"),
            *others,
        )

    def test_skill_it_is_about_comes_as_page_then_lessons_then_missions_then_what_is_more_about_another(
        self, engine: SearchEngine
    ) -> None:
        self.fill(engine)
        found = engine.search(words("xyzzy", about=self.about, facets=(FacetName.KIND,)))
        assert ids(found) == ["skill:stress-fr", "video:main", "mission:main", "article:also"]
        assert counts(found, FacetName.KIND) == {"skill": 1, "video": 1, "article": 1, "mission": 1}

    def test_what_holds_the_words_is_found_beside_it(self, engine: SearchEngine) -> None:
        self.fill(engine)
        found = ids(engine.search(words("panique", about=self.about)))
        assert sorted(found) == ["article:also", "article:other", "mission:main", "skill:stress-fr", "video:main"]

    def test_in_a_long_sentence_it_weighs_as_much_as_beside_a_few_words(self, engine: SearchEngine) -> None:
        others = [item(f"article:{n}", f"Autre {n}", body="Du bruit") for n in range(100)]
        self.fill(engine, item("article:some", "Ailleurs", body="La voiture du voisin"), *others)
        for typed, first in (
            ("voiture voisin", "article:some"),
            ("matin voiture voisin chien porte pluie", "skill:stress-fr"),
        ):
            assert ids(engine.search(words(typed, about=(About("stress", 0.7),))))[0] == first

    def test_item_that_trains_it_besides_comes_before_its_equal(self, engine: SearchEngine) -> None:
        self.fill(engine, item("article:a", "Dormir"))
        assert ids(engine.search(words("dormir"))) == ["article:a", "article:also"]
        found = ids(engine.search(words("dormir", about=self.about)))
        assert found.index("article:also") < found.index("article:a")

    def test_title_that_is_the_question_stays_first(self, engine: SearchEngine) -> None:
        self.fill(engine, *(item(f"article:{n}", "Jardiner ensemble") for n in range(150)))
        assert ids(engine.search(words("peur panique", about=self.about)))[0] == "article:other"

    def test_surer_skill_comes_first(self, engine: SearchEngine) -> None:
        self.fill(engine, item("skill:calme-fr", "Calme", skills=(trains("calme", 1, 1.0),)))
        for sure, first in ((0.9, "skill:calme-fr"), (0.4, "skill:stress-fr")):
            asked = words("xyzzy", about=(About("stress", 0.6), About("calme", sure)))
            assert next(one for one in ids(engine.search(asked)) if one.startswith("skill:")) == first

    def test_how_many_words_are_wanted_is_decided_without_it(self, engine: SearchEngine) -> None:
        both = [item(f"article:{n}", "Courage et patience") for n in range(ENOUGH - 1)]
        self.fill(engine, *both, item("article:x", "Courage"))
        found = engine.search(words("courage patience", about=self.about, limit=50))
        assert "article:x" in ids(found)
        engine.write([item("article:y", "Courage et patience")])
        found = engine.search(words("courage patience", about=self.about, limit=50))
        assert "article:x" not in ids(found)
        assert found.total == ENOUGH + 4

    def test_what_is_only_hinted_at_comes_as_page_and_main_lessons(self, engine: SearchEngine) -> None:
        self.fill(engine)
        found = engine.search(words("xyzzy", about=(About("stress", 0.8, beside=True),)))
        assert ids(found) == ["skill:stress-fr", "video:main"]

    def test_filters_narrow_it(self, engine: SearchEngine) -> None:
        self.fill(engine)
        narrowed = words("panique", about=self.about, filters={FacetName.KIND: ("video",)}, facets=(FacetName.KIND,))
        found = engine.search(narrowed)
        assert ids(found) == ["video:main"]
        assert counts(found, FacetName.KIND) == {"article": 2, "mission": 1, "skill": 1, "video": 1}

    def test_only_typed_words_are_marked(self, engine: SearchEngine) -> None:
        self.fill(engine)
        hits = {hit.item.id: hit.title_html for hit in engine.search(words("aider", about=self.about)).hits}
        assert hits["mission:main"] == "<mark>Aider</mark>"
        assert hits["video:main"] == "Respirer"

    def test_kind_that_is_asked_for_comes_earlier_and_its_word_need_not_stand_there(self, engine: SearchEngine) -> None:
        fill(
            engine,
            *(item(f"article:{n}", "Respirer en vidéo") for n in range(ENOUGH)),
            item("article:x", "Respirer"),
            item("video:1", "Respirer"),
            item("video:2", "Courir"),
        )
        query = CatalogueQuery(terms=(Term("vidéo", kind=Kind.VIDEO), Term("respirer")), limit=50)
        found = ids(engine.search(query))
        assert found.index("video:1") < found.index("article:x")
        assert len(found) == ENOUGH + 2

    def test_kind_alone_is_a_word_like_any_other(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Une vidéo par jour"), item("video:2", "Courir"))
        assert ids(engine.search(CatalogueQuery(terms=(Term("vidéo", kind=Kind.VIDEO),)))) == ["article:1"]


class HowManyWords:
    def test_what_is_only_wrapped_around_is_not_looked_for_beside_a_telling_word(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Le temps"), item("article:2", "Le trac"))
        wrapped = tuple(Term(word, filler=True) for word in ("tout", "le", "temps"))
        assert ids(engine.search(CatalogueQuery(terms=(Term("trac"), *wrapped)))) == ["article:2"]
        assert ids(engine.search(CatalogueQuery(terms=wrapped)))[0] == "article:1"

    def test_title_that_is_the_question_is_so_with_what_is_wrapped_around(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Le trac"), item("article:2", "Le trac tout le temps"), item("article:3", "Trac trac"))
        asked = tuple(Term(word, filler=word != "trac") for word in "trac tout le temps".split())
        assert ids(engine.search(CatalogueQuery(terms=(Term("Le"), *asked))))[0] == "article:2"

    def test_some_words_suffice_when_few_have_all(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Courage"), item("article:2", "Patience"), item("article:3", "Courage et patience"))
        assert ids(engine.search(words("courage patience"))) == ["article:3", "article:1", "article:2"]

    def test_all_words_are_asked_for_when_enough_have_them(self, engine: SearchEngine) -> None:
        both = [item(f"article:{n}", "Courage et patience") for n in range(ENOUGH)]
        fill(engine, *both, item("article:x", "Courage"))
        assert engine.search(words("courage patience")).total == ENOUGH
        assert engine.search(words("courage")).total == ENOUGH + 1

    def test_filter_only_narrows_what_the_words_found(self, engine: SearchEngine) -> None:
        both = [item(f"article:{n}", "Courage et patience") for n in range(ENOUGH)]
        fill(engine, *both, item("video:1", "Courage et patience"), item("video:2", "Courage"))
        found = engine.search(words("courage patience", facets=(FacetName.KIND,), filters={FacetName.KIND: ("video",)}))
        assert counts(found, FacetName.KIND) == {"article": ENOUGH, "video": 1}
        assert ids(found) == ["video:1"]

    def test_unknown_word_does_not_hide_what_the_others_find(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Courage"))
        assert ids(engine.search(words("courage xyzzy"))) == ["article:1"]

    def test_question_without_an_answer_finds_nothing(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Courage"))
        assert engine.search(words("xyzzy", facets=tuple(FacetName))).total == 0

    @pytest.mark.parametrize("typed", GARBAGE)
    def test_garbage_never_raises(self, engine: SearchEngine, typed: str) -> None:
        fill(engine, item("article:1", "Courage", body="Un mot de la fin"))
        for terms in ((Term(typed),), (Term(typed, quoted=True),), (Term("courage", (typed,)),)):
            engine.search(CatalogueQuery(terms=terms, facets=tuple(FacetName)))
        engine.suggest(typed, "fr")
        engine.get(typed)

    def test_garbage_in_an_item_is_stored_and_found(self, engine: SearchEngine) -> None:
        fill(engine)
        garbage = [
            item(f"article:{n}", text or "vide", body=f"{text} repère", keywords=(text,)) for n, text in enumerate(GARBAGE)
        ]
        engine.write(garbage)
        assert engine.search(words("repère")).total == len(GARBAGE)


class Mistakes:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("curage", "courage"),
            ("courrage", "courage"),
            ("cuorage", "courage"),
            ("coutage", "courage"),
            ("mot", "mots"),
            ("zone", "zones"),
            ("comunicaton", "communication"),
            ("benevolta", "bénévolat"),
        ],
    )
    def test_typing_error_is_forgiven(self, engine: SearchEngine, typed: str, meant: str) -> None:
        fill(engine, item("article:1", meant), item("article:2", "Patience"))
        assert ids(engine.search(words(typed))) == ["article:1"]

    @pytest.mark.parametrize(
        ("typed", "other"),
        [("mer", "ver"), ("mer", "mur"), ("lard", "part"), ("gourage", "courage"), ("curaje", "courage"), ("1234", "1235")],
    )
    def test_another_word_is_not_a_typing_error(self, engine: SearchEngine, typed: str, other: str) -> None:
        fill(engine, item("article:1", other))
        assert engine.search(words(typed)).total == 0

    def test_word_as_typed_comes_before_its_neighbours(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Cannelle"), item("article:2", "Cannelles d'été"), item("article:3", "Canelle"))
        assert ids(engine.search(words("canelle")))[0] == "article:3"

    def test_common_word_is_taken_as_meant(self, engine: SearchEngine) -> None:
        fill(engine, *(item(f"article:{n}", "Poisson") for n in range(RARE + 1)), item("article:x", "Boisson poison"))
        assert engine.search(words("poisson")).total == RARE + 1

    def test_rare_word_is_taken_as_meant_beside_words_hardly_more_frequent(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Poisson"), *(item(f"article:x{n}", "Boisson poison") for n in range(5)))
        assert ids(engine.search(words("poisson"))) == ["article:1"]

    def test_rare_word_is_corrected_to_a_far_more_frequent_one(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Comunication"), *(item(f"article:x{n}", "Communication") for n in range(FREQUENT)))
        found = ids(engine.search(words("comunication")))
        assert found[0] == "article:1"
        assert len(found) == FREQUENT + 1

    def test_word_with_a_synonym_in_the_catalogue_is_taken_as_meant(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Stress"), item("article:2", "Tracé"))
        assert ids(engine.search(CatalogueQuery(terms=(Term("tracc", ("stress",)),)))) == ["article:1"]
        assert ids(engine.search(CatalogueQuery(terms=(Term("tracc", ("absent",)),)))) == ["article:2"]

    def test_word_that_hardly_exists_is_read_as_it_sounds_before_it_is_corrected(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Qualité"), item("article:2", "Calife"), item("article:3", "Kalité"))
        asked = CatalogueQuery(terms=(Term("kalite", heard=("qualité", "qualités")),))
        assert ids(engine.search(asked)) == ["article:3", "article:1"]
        assert engine.search(asked).hits[1].title_html == "<mark>Qualité</mark>"

    def test_word_that_is_frequent_is_taken_as_meant_whatever_it_sounds_like(self, engine: SearchEngine) -> None:
        fill(engine, *(item(f"article:{n}", "Vers") for n in range(RARE + 1)), item("article:x", "Verre"))
        assert "article:x" not in ids(engine.search(CatalogueQuery(terms=(Term("vers", heard=("verre",)),))))

    def test_word_is_never_corrected_to_a_small_one(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Après la pluie"))
        assert engine.search(words("aprèt")).total == 0

    def test_corrected_word_is_marked(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Du courage"))
        assert engine.search(words("courrage")).hits[0].title_html == "Du <mark>courage</mark>"


class Synonyms:
    def test_synonym_is_found_below_the_typed_word(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Stress"), item("article:2", "Trac"), item("article:3", "Joie"))
        query = CatalogueQuery(terms=(Term("trac", ("stress",)),))
        assert ids(engine.search(query)) == ["article:2", "article:1"]

    def test_synonym_counts_where_it_stands_out(self, engine: SearchEngine) -> None:
        fill(
            engine, item("article:1", "Joie", body="Stress"), item("article:2", "Stress", body="Joie"), item("article:3", "Trac")
        )
        assert ids(engine.search(CatalogueQuery(terms=(Term("trac", ("stress",)),)))) == ["article:3", "article:2", "article:1"]

    def test_synonym_comes_before_half_of_the_expression_it_stands_for(self, engine: SearchEngine) -> None:
        whole = item("article:2", "Devoirs", keywords=("devoirs",))
        fill(engine, item("article:1", "Un", body="Soutien"), whole, item("article:3", "Un", body="Scolaire"))
        query = CatalogueQuery(terms=(Term("soutien scolaire", ("devoirs",)),))
        assert ids(engine.search(query))[0] == "article:2"

    def test_rare_synonym_stays_below_a_common_typed_word(self, engine: SearchEngine) -> None:
        fill(engine, item("article:x", "Anxiété"), *(item(f"article:{n}", "Stress") for n in range(30)))
        found = engine.search(CatalogueQuery(terms=(Term("stress", ("anxiété",)),), limit=50))
        assert ids(found)[-1] == "article:x"

    def test_many_synonyms_do_not_outweigh_the_word(self, engine: SearchEngine) -> None:
        others = ("stress", "pression", "angoisse", "anxiété", "peur", "panique", "tension", "nervosité")
        fill(engine, item("article:1", "Trac"), item("article:2", ", ".join(others)))
        query = CatalogueQuery(terms=(Term("trac", others),))
        assert ids(engine.search(query)) == ["article:1", "article:2"]

    def test_synonym_of_several_words_asks_for_them_together(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:1", "Parler en public"),
            item("article:2", "Parler du jardin public"),
            item("article:3", "Éloquence"),
        )
        query = CatalogueQuery(terms=(Term("éloquence", ("parler en public",)),))
        assert ids(engine.search(query)) == ["article:3", "article:1"]

    def test_synonym_leaves_room_for_a_small_word(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "La prise de parole"), item("article:2", "Prise très longue sans parole"))
        assert ids(engine.search(CatalogueQuery(terms=(Term("éloquence", ("prise parole",)),)))) == ["article:1"]

    def test_synonym_with_one_telling_word_is_wanted_whole(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Mieux se connaître"), item("article:2", "Tu connais la ville"))
        assert ids(engine.search(CatalogueQuery(terms=(Term("introspection", ("se connaître",)),)))) == ["article:1"]

    def test_expression_is_found_by_its_synonym_and_by_its_words(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Éloquence"), item("article:2", "Prise de parole"), item("article:3", "Joie"))
        query = CatalogueQuery(terms=(Term("prise de parole", ("éloquence",)),))
        assert ids(engine.search(query)) == ["article:2", "article:1"]

    def test_synonym_in_another_form_is_marked(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Les disputes"))
        hit = engine.search(CatalogueQuery(terms=(Term("conflit", ("dispute",)),))).hits[0]
        assert hit.title_html == "Les <mark>disputes</mark>"


class Quotes:
    def test_quoted_words_stand_side_by_side_as_typed(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:1", "Prise de parole"),
            item("article:2", "Prises de parole"),
            item("article:3", "Parole de prise"),
            item("article:4", "La PRISE DE PAROLE"),
        )
        query = CatalogueQuery(terms=(Term("prise de parole", quoted=True),))
        assert sorted(ids(engine.search(query))) == ["article:1", "article:4"]

    def test_quoted_word_is_not_corrected(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Courage"))
        assert engine.search(CatalogueQuery(terms=(Term("courrage", quoted=True),))).total == 0


class Highlighting:
    def test_inflected_word_is_marked(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Gérer les conflits", body="Un conflit d'équipe."))
        hit = engine.search(words("conflit équipes")).hits[0]
        assert hit.title_html == "Gérer les <mark>conflits</mark>"
        assert hit.excerpt_html == "Un <mark>conflit</mark> d&#x27;<mark>équipe</mark>."

    def test_text_of_an_item_is_escaped(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "<mark>Courage</mark> <script>", summary='Du courage & "<img src=x>"'))
        hit = engine.search(words("courage script img")).hits[0]
        assert hit.title_html == "&lt;mark&gt;<mark>Courage</mark>&lt;/mark&gt; &lt;<mark>script</mark>&gt;"
        assert hit.excerpt_html == "Du <mark>courage</mark> &amp; &quot;&lt;<mark>img</mark> src=x&gt;&quot;"

    def test_excerpt_shows_where_the_body_answers(self, engine: SearchEngine) -> None:
        body = f"{'Rien à dire ici. ' * 60}Le courage vient en marchant. {'Et voilà tout. ' * 60}"
        fill(engine, item("article:1", body=body))
        excerpt = engine.search(words("courage")).hits[0].excerpt_html
        assert "<mark>courage</mark> vient en marchant" in excerpt
        assert excerpt.startswith("… ")
        assert excerpt.endswith(" …")
        assert len(excerpt) < 300

    def test_summary_that_answers_is_the_excerpt(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", summary="Du courage.", body="Le courage, tout le courage."))
        assert engine.search(words("courage")).hits[0].excerpt_html == "Du <mark>courage</mark>."

    def test_nothing_to_mark_gives_the_beginning(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Titre & co", body="Début du texte."))
        hit = engine.search(CatalogueQuery()).hits[0]
        assert (hit.title_html, hit.excerpt_html) == ("Titre &amp; co", "Début du texte.")

    def test_small_words_are_not_marked(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "La force de la nuit"))
        assert engine.search(words("la nuit")).hits[0].title_html == "La force de la <mark>nuit</mark>"

    def test_small_words_of_a_phrase_or_a_synonym_are_not_marked(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Prise de parole", body="Parler en public, en direct, de tout."))
        hit = engine.search(CatalogueQuery(terms=(Term("prise de parole", quoted=True),))).hits[0]
        assert hit.title_html == "<mark>Prise</mark> de <mark>parole</mark>"
        hit = engine.search(CatalogueQuery(terms=(Term("oral", ("parler en public",)),))).hits[0]
        assert hit.excerpt_html == "<mark>Parler</mark> en <mark>public</mark>, en direct, de tout."

    def test_highlight_off_gives_no_html(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Courage"))
        hit = engine.search(words("courage", highlight=False)).hits[0]
        assert (hit.title_html, hit.excerpt_html) == ("", "")


class Filters:
    def test_values_of_one_facet_are_or_and_facets_are_and(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:1", minutes=5, skills=(trains("a", 1),)),
            item("article:2", minutes=20, skills=(trains("b", 2), trains("c", 3))),
            item("video:3", minutes=20, skills=(trains("b", 1),)),
        )
        by = FacetName
        assert ids(engine.search(CatalogueQuery(filters={by.SKILL: ("a", "b")}))) == ["article:1", "article:2", "video:3"]
        assert ids(engine.search(CatalogueQuery(filters={by.SKILL: ("b",), by.KIND: ("article",)}))) == ["article:2"]
        assert ids(engine.search(CatalogueQuery(filters={by.LEVEL: ("3",)}))) == ["article:2"]
        assert ids(engine.search(CatalogueQuery(filters={by.DURATION: ("30",)}))) == ["article:2", "video:3"]
        assert ids(engine.search(CatalogueQuery(filters={by.FAMILY: ("family-a",)}))) == ["article:1"]
        assert ids(engine.search(CatalogueQuery(filters={by.SKILL: ()}))) == ["article:1", "article:2", "video:3"]
        assert engine.search(CatalogueQuery(filters={by.DOMAIN: ("none",)})).total == 0

    def test_facet_ignores_its_own_filter_and_heeds_the_others(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:1", language="fr"),
            item("article:2", language="en"),
            item("video:1", language="fr"),
            item("video:2", language="fr"),
        )
        found = engine.search(
            CatalogueQuery(
                facets=(FacetName.KIND, FacetName.LANGUAGE, FacetName.SKILL),
                filters={FacetName.KIND: ("article",), FacetName.LANGUAGE: ("fr",)},
            )
        )
        assert found.total == 1
        assert counts(found, FacetName.KIND) == {"video": 2, "article": 1}
        assert counts(found, FacetName.LANGUAGE) == {"en": 1, "fr": 1}
        assert counts(found, FacetName.SKILL) == {}

    def test_facet_counts_the_whole_result_and_each_item_once(self, engine: SearchEngine) -> None:
        both = (trains("a", 2), trains("a", 3), trains("b", 2))
        fill(engine, *(item(f"article:{n}", skills=both) for n in range(30)))
        found = engine.search(CatalogueQuery(facets=(FacetName.SKILL, FacetName.LEVEL, FacetName.FAMILY), limit=5))
        assert counts(found, FacetName.SKILL) == {"a": 30, "b": 30}
        assert counts(found, FacetName.LEVEL) == {"2": 30, "3": 30}
        assert counts(found, FacetName.FAMILY) == {"family-a": 30, "family-b": 30}

    def test_facet_values_are_ordered_and_a_selected_one_is_always_there(self, engine: SearchEngine) -> None:
        fill(engine, item("video:1"), item("course:1"), item("article:1"), item("article:2"))
        found = engine.search(CatalogueQuery(facets=(FacetName.KIND,), filters={FacetName.KIND: ("mission", "video")}))
        told = [(value.value, value.count, value.selected) for value in found.facets[0].values]
        assert told == [("article", 2, False), ("course", 1, False), ("video", 1, True), ("mission", 0, True)]

    def test_facets_come_in_the_order_asked(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1"))
        asked = (FacetName.REMOTE, FacetName.KIND, FacetName.DURATION)
        assert tuple(facet.name for facet in engine.search(CatalogueQuery(facets=asked)).facets) == asked

    def test_every_facet_counts_its_field(self, engine: SearchEngine) -> None:
        fill(engine, mission("1", remote=Remote.FULL, domain="sport", minutes=None), item("article:1", minutes=15))
        found = engine.search(CatalogueQuery(facets=tuple(FacetName)))
        assert counts(found, FacetName.REMOTE) == {"full": 1}
        assert counts(found, FacetName.DOMAIN) == {"sport": 1}
        assert counts(found, FacetName.DURATION) == {"15": 1}

    def test_facets_of_missions_count_and_filter(self, engine: SearchEngine) -> None:
        fill(
            engine,
            mission(
                "1",
                departments=("69", "01"),
                commitment=Commitment.ONE_OFF,
                accessible=True,
                min_age=16,
                organisation="L'Étape, à côté",
                source="Plateforme « A »",
            ),
            mission("2", departments=("69",), commitment=Commitment.REGULAR, min_age=18, organisation="B"),
            item("article:3", organisation="L'Étape, à côté"),
        )
        found = engine.search(CatalogueQuery(facets=tuple(FacetName)))
        assert counts(found, FacetName.DEPARTMENT) == {"69": 2, "01": 1}
        assert counts(found, FacetName.COMMITMENT) == {"one-off": 1, "regular": 1}
        assert counts(found, FacetName.ACCESSIBLE) == {"yes": 1}
        assert counts(found, FacetName.MINORS) == {"yes": 1}
        assert counts(found, FacetName.ORGANISATION) == {"L'Étape, à côté": 2, "B": 1}
        assert counts(found, FacetName.SOURCE) == {"Plateforme « A »": 1}
        for name, value, kept in (
            (FacetName.DEPARTMENT, "69", ["mission:1", "mission:2"]),
            (FacetName.DEPARTMENT, "01", ["mission:1"]),
            (FacetName.COMMITMENT, "regular", ["mission:2"]),
            (FacetName.ACCESSIBLE, "yes", ["mission:1"]),
            (FacetName.MINORS, "yes", ["mission:1"]),
            (FacetName.ORGANISATION, "L'Étape, à côté", ["article:3", "mission:1"]),
            (FacetName.SOURCE, "Plateforme « A »", ["mission:1"]),
        ):
            assert ids(engine.search(CatalogueQuery(filters={name: (value,)}))) == kept

    def test_facet_of_many_values_counts_the_most_frequent_and_the_selected(self, engine: SearchEngine) -> None:
        most = MOST_VALUES[FacetName.ORGANISATION]
        fill(
            engine,
            *(mission(f"{n:03}-{again}", organisation=f"O{n:03}") for n in range(most) for again in "ab"),
            mission("rare", organisation="Rare"),
        )
        asked = CatalogueQuery(facets=(FacetName.ORGANISATION,))
        assert counts(engine.search(asked), FacetName.ORGANISATION) == {f"O{n:03}": 2 for n in range(most)}
        found = engine.search(replace(asked, filters={FacetName.ORGANISATION: ("Rare", "Nobody")}))
        assert found.total == 1
        assert counts(found, FacetName.ORGANISATION) == {**{f"O{n:03}": 2 for n in range(most)}, "Rare": 1, "Nobody": 0}

    @pytest.mark.parametrize(
        ("first", "last", "found"),
        [
            (None, None, ["always", "from", "short", "until"]),
            (0, None, ["always", "from", "short", "until"]),
            (4, None, ["always", "from"]),
            (3, 3, ["always", "from", "short"]),
            (2, 2, ["always", "short", "until"]),
            (None, 1, ["always", "until"]),
            (0, 1, ["always", "until"]),
        ],
    )
    def test_period_keeps_what_lasts_on_one_of_its_days(
        self, engine: SearchEngine, first: int | None, last: int | None, found: list[str]
    ) -> None:
        def day(number: int | None) -> date | None:
            return None if number is None else TODAY + timedelta(days=number)

        fill(
            engine,
            mission("always"),
            mission("from", starts=day(3)),
            mission("until", ends=day(2)),
            mission("short", starts=day(2), ends=day(3)),
        )
        results = engine.search(CatalogueQuery(period=Period(day(first), day(last)), facets=(FacetName.KIND,)))
        assert ids(results) == [f"mission:{name}" for name in found]
        assert counts(results, FacetName.KIND) == {"mission": len(found)}

    def test_what_has_ended_is_never_found(self, engine: SearchEngine) -> None:
        fill(engine, mission("past", ends=TODAY - timedelta(days=1)), mission("last", ends=TODAY), mission("open"))
        assert ids(engine.search(CatalogueQuery(today=TODAY))) == ["mission:last", "mission:open"]
        assert engine.search(CatalogueQuery()).total == 3

    def test_age_drops_what_is_not_open_to_it(self, engine: SearchEngine) -> None:
        fill(engine, mission("18", min_age=18), mission("16", min_age=16), mission("all"))
        assert ids(engine.search(CatalogueQuery(age=16))) == ["mission:16", "mission:all"]
        assert engine.search(CatalogueQuery()).total == 3

    def test_age_drops_what_it_is_too_old_for(self, engine: SearchEngine) -> None:
        fill(engine, mission("young", min_age=16, max_age=25), mission("all", min_age=16))
        assert engine.search(CatalogueQuery(age=25)).total == 2
        assert ids(engine.search(CatalogueQuery(age=26))) == ["mission:all"]


class Places:
    def test_near_keeps_items_with_any_point_within_reach(self, engine: SearchEngine) -> None:
        fill(engine, mission("paris", PARIS), mission("lyon", LYON), mission("both", LYON, VERSAILLES), item("article:1"))
        found = engine.search(CatalogueQuery(near=Near(PARIS, 25, or_remote=False)))
        assert ids(found) == ["mission:both", "mission:paris"]
        assert found.hits[0].km == pytest.approx(kilometres(PARIS, VERSAILLES))

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_skill_is_found_once_in_the_askers_language(self, engine: SearchEngine, language: str) -> None:
        fill(
            engine,
            replace(item("skill:stress-fr", "Stress"), kind=Kind.SKILL, language="fr"),
            replace(item("skill:stress-en", "Stress"), kind=Kind.SKILL, language="en"),
            replace(item("article:stress", "Stress"), language="fr"),
        )
        for query in (CatalogueQuery(language=language), words("stress", language=language)):
            assert set(ids(engine.search(query))) == {f"skill:stress-{language}", "article:stress"}

    @pytest.mark.parametrize(("remote", "found"), [("no", 0), ("local", 0), ("possible", 0), ("full", 1)])
    def test_near_or_remote_keeps_what_can_be_done_from_anywhere(self, engine: SearchEngine, remote: str, found: int) -> None:
        fill(engine, mission("lyon", LYON, remote=Remote(remote)))
        results = engine.search(CatalogueQuery(near=Near(PARIS, 25)))
        assert results.total == found
        assert all(hit.km is None for hit in results.hits)

    @pytest.mark.parametrize("km", [0.0, 0.5, 3.0, 30.0, 391.0, 392.5, 2_000.0, 20_100.0])
    @pytest.mark.parametrize("center", [PARIS, Point(-17.5, 179.99), Point(89.9, 12.0), Point(0.0, 0.0)])
    def test_circle_is_exact_wherever_it_lies(self, engine: SearchEngine, center: Point, km: float) -> None:
        spots = [
            Point(lat, lon)
            for lat in (-89.99, -17.5, -17.51, 0.0, 45.764, 48.8049, 48.8566, 48.86, 89.95)
            for lon in (-190.0, -180.0, -179.99, -168.0, 0.0, 2.1204, 2.3522, 2.36, 4.8357, 12.0, 179.995)
        ]
        fill(engine, *(mission(f"{n:03}", spot) for n, spot in enumerate(spots)))
        found = engine.search(CatalogueQuery(near=Near(center, km), limit=200))
        assert ids(found) == [f"mission:{n:03}" for n, spot in enumerate(spots) if kilometres(center, spot) <= km]

    def test_nearest_sorts_by_kilometres_then_id_with_remote_last(self, engine: SearchEngine) -> None:
        fill(
            engine,
            mission("b-far", remote=Remote.FULL),
            mission("a-far", LYON, remote=Remote.FULL),
            mission("2", PARIS),
            mission("1", PARIS, remote=Remote.FULL),
            mission("versailles", LYON, VERSAILLES),
            *(mission(f"x{n}", Point(48.8566, 2.3522 + n / 1_000)) for n in (7, 3)),
        )
        query = CatalogueQuery(near=Near(PARIS, 50), sort=Sort.NEAREST)
        order = ["mission:1", "mission:2", "mission:x3", "mission:x7", "mission:versailles", "mission:a-far", "mission:b-far"]
        assert ids(engine.search(query)) == order
        for size in (1, 2, 3):
            pages = [engine.search(replace(query, offset=start, limit=size)) for start in range(0, 7, size)]
            assert [ident for page in pages for ident in ids(page)] == order
            assert {page.total for page in pages} == {7}

    @pytest.mark.parametrize("km", [0.5, 3.0, 12.0, 60.0])
    @pytest.mark.parametrize("or_remote", [True, False])
    def test_nearest_of_a_crowd_is_what_measuring_each_would_give(self, engine: SearchEngine, km: float, or_remote: bool) -> None:
        """Items without a place, with one, with more than are told beside the document, and with more digits than a
        centimetre has; some in one spot; counted with facets, without, and filtered by what the counts would tell."""
        chance = random.Random(5)
        spots = [Point(round(chance.gauss(48.86, 0.1), 5), round(chance.gauss(2.35, 0.2), 5)) for _ in range(120)]
        spots += [Point(PARIS.lat + 0.1 / 7, PARIS.lon - 0.1 / 3), PARIS, PARIS, PARIS]
        items = [
            mission(f"{n:03}", *chance.sample(spots, chance.choice((0, 1, 1, 2, 3, 5))), remote=chance.choice(list(Remote)))
            for n in range(300)
        ]
        fill(engine, *items)
        near = Near(PARIS, km, or_remote)

        def place(one: CatalogueItem) -> float:
            return min((far for far in (kilometres(PARIS, point) for point in one.points) if far <= km), default=math.inf)

        for chosen in (tuple(Remote), (Remote.FULL, Remote.POSSIBLE)):
            found = [one for one in items if place(one) < math.inf or (or_remote and one.remote is Remote.FULL)]
            found = [one.id for one in sorted(found, key=lambda one: (place(one), one.id)) if one.remote in chosen]
            filters = {} if len(chosen) == len(Remote) else {FacetName.REMOTE: chosen}
            for facets in ((FacetName.REMOTE,), ()):
                query = CatalogueQuery(near=near, sort=Sort.NEAREST, filters=filters, facets=facets, limit=7)
                pages = [engine.search(replace(query, offset=start)) for start in range(0, len(found) + 7, 7)]
                assert [ident for page in pages for ident in ids(page)] == found
                assert {page.total for page in pages} == {len(found)}

    def test_nearest_without_a_place_is_by_relevance(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Patience", body="courage"), item("article:2", "Courage"))
        assert ids(engine.search(words("courage", sort=Sort.NEAREST))) == ["article:2", "article:1"]


class OrdersAndPages:
    def test_newest_then_id_undated_last(self, engine: SearchEngine) -> None:
        day = datetime(2026, 5, 1, tzinfo=UTC)
        fill(
            engine,
            item("article:b", published=day),
            item("article:a", published=day),
            item("article:0"),
            item("article:old", published=datetime(1969, 5, 1, tzinfo=UTC)),
            item("article:new", published=day + timedelta(seconds=1)),
        )
        order = ["article:new", "article:a", "article:b", "article:old", "article:0"]
        assert ids(engine.search(CatalogueQuery(sort=Sort.NEWEST))) == order

    def test_shortest_then_id_without_duration_last(self, engine: SearchEngine) -> None:
        fill(engine, item("video:b", minutes=5), item("article:x"), item("course:c", minutes=120), item("video:a", minutes=5))
        assert ids(engine.search(CatalogueQuery(sort=Sort.SHORTEST))) == ["video:a", "video:b", "course:c", "article:x"]

    def test_equal_scores_are_ordered_by_id_however_they_were_written(self, engine: SearchEngine) -> None:
        fill(engine, *(item(f"article:{n}", "Courage") for n in (5, 3, 9)))
        for n in (4, 1, 8):
            engine.write([item(f"article:{n}", "Courage")])
        expected = [f"article:{n}" for n in (1, 3, 4, 5, 8, 9)]
        assert ids(engine.search(words("courage"))) == expected
        assert ids(engine.search(CatalogueQuery())) == expected
        assert [ids(engine.search(words("courage", offset=n, limit=1)))[0] for n in range(6)] == expected

    @pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.NEWEST, Sort.SHORTEST])
    def test_pages_hold_everything_once(self, engine: SearchEngine, sort: Sort) -> None:
        items = [item(f"article:{n:03}", "Courage" if n % 3 else "Du courage, du courage", minutes=n % 4) for n in range(100)]
        fill(engine, *items[:60])
        engine.write(items[60:])
        query = words("courage", sort=sort)
        whole = ids(engine.search(replace(query, limit=200)))
        paged = [ident for start in range(0, 120, 7) for ident in ids(engine.search(replace(query, offset=start, limit=7)))]
        assert paged == whole
        assert sorted(whole) == [one.id for one in items]

    def test_pages_of_what_was_published_together_hold_everything_once_by_id(self, engine: SearchEngine) -> None:
        day = datetime(2026, 5, 1, tzinfo=UTC)
        items = [item(f"article:{n:03}", published=day - timedelta(days=n % 3)) for n in range(90)]
        fill(engine, *items[::2])
        engine.write(items[1::2])
        query = CatalogueQuery(sort=Sort.NEWEST, limit=7)
        paged = [ident for start in range(0, 91, 7) for ident in ids(engine.search(replace(query, offset=start)))]
        assert paged == [one.id for days in range(3) for one in items if one.published == day - timedelta(days=days)]

    def test_page_beyond_the_end_is_empty_and_knows_the_total(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1"), item("article:2"))
        for sort in Sort:
            for query in (CatalogueQuery(offset=50, sort=sort), words("titre", offset=50, sort=sort)):
                found = engine.search(query)
                assert (found.total, found.hits) == (2, ())

    def test_absurd_page_is_empty(self, engine: SearchEngine) -> None:
        fill(engine, mission("1", PARIS), item("article:2"))
        for sort in Sort:
            for query in (CatalogueQuery(), words("titre"), CatalogueQuery(near=Near(PARIS, 5))):
                found = engine.search(replace(query, sort=sort, offset=10**15, limit=10**15))
                assert found.hits == ()
                assert len(engine.search(replace(query, sort=sort, offset=-5, limit=10**15)).hits) == found.total > 0

    def test_limit_zero_counts_without_hits(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1"))
        found = engine.search(CatalogueQuery(limit=0, facets=(FacetName.KIND,)))
        assert (found.total, found.hits, counts(found, FacetName.KIND)) == (1, (), {"article": 1})


class Suggestions:
    def texts(self, engine: SearchEngine, typed: str, language: str = "fr", **more: object) -> list[str]:
        return [one.text for one in engine.suggest(typed, language, **more)]

    def test_titles_that_start_so_come_before_those_that_hold_the_words(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Gérer le stress"), item("article:2", "Stress et travail"), item("article:3", "Joie"))
        assert self.texts(engine, "stre") == ["Stress et travail", "Gérer le stress"]

    @pytest.mark.parametrize(
        "typed", ["e", "éc", "EC", "ecout", "écouter", "écouter l", "écouter l'a", "ecouter autre", "l'autre éc"]
    )
    def test_accents_case_and_apostrophes_do_not_matter(self, engine: SearchEngine, typed: str) -> None:
        fill(engine, item("article:1", "Écouter l’autre"), item("article:2", "Bouger"))
        assert self.texts(engine, typed) == ["Écouter l’autre"]

    def test_all_words_are_wanted(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Gérer le stress"), item("article:2", "Gérer son temps"))
        assert self.texts(engine, "gérer tem") == ["Gérer son temps"]

    def test_typing_error_is_forgiven_when_nothing_else_is_found(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Communication orale"))
        assert self.texts(engine, "comunic") == ["Communication orale"]

    def test_one_suggestion_per_title_and_no_more_than_asked(self, engine: SearchEngine) -> None:
        fill(
            engine,
            *(mission(str(n), title="Aide aux devoirs") for n in range(9)),
            item("article:1", "Aide"),
            item("article:2", "Aider"),
        )
        assert self.texts(engine, "aide") == ["Aide", "Aider", "Aide aux devoirs"]
        assert len(self.texts(engine, "aide", limit=2)) == 2
        assert self.texts(engine, "aide", limit=0) == []

    def test_own_language_comes_first(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", "Communication A", language="en"), item("article:2", "Communication B"))
        assert self.texts(engine, "comm", "fr") == ["Communication B", "Communication A"]
        assert self.texts(engine, "comm", "en") == ["Communication A", "Communication B"]

    def test_what_has_ended_is_not_suggested(self, engine: SearchEngine) -> None:
        fill(engine, mission("1", title="Maraude", ends=TODAY - timedelta(days=1)))
        assert self.texts(engine, "mar", today=TODAY) == []
        assert self.texts(engine, "mar") == ["Maraude"]

    def test_suggestion_says_what_and_where(self, engine: SearchEngine) -> None:
        fill(engine, item("video:1", "Respirer", url="/videos/respirer/"))
        [one] = engine.suggest("resp", "fr")
        assert (one.text, one.kind, one.url) == ("Respirer", Kind.VIDEO, "/videos/respirer/")

    @pytest.mark.parametrize("typed", ["", "   ", "…", "zzz"])
    def test_nothing_typed_or_nothing_like_it_gives_nothing(self, engine: SearchEngine, typed: str) -> None:
        fill(engine, item("article:1", "Respirer"))
        assert self.texts(engine, typed) == []


def need(skill: str = "a", level: int = 2, weight: float = 1.0) -> Need:
    return Need(skill, level, weight)


class Candidates:
    def propose(self, engine: SearchEngine, *needs: Need, **more: object) -> dict[str, float]:
        request = RecommendationRequest(needs=needs or (need(),), today=TODAY, **more)
        return {item.id: one.score for item, one in proposed(engine, request)}

    def test_right_level_counts_fully_and_neighbours_less(self, engine: SearchEngine) -> None:
        fill(engine, *(item(f"article:{level}", skills=(trains("a", level),)) for level in (1, 2, 3, 4)))
        found = self.propose(engine, need("a", 2, 0.8))
        assert found == pytest.approx({"article:2": 0.8, "article:3": 0.8 * ONE_ABOVE, "article:1": 0.8 * ONE_BELOW})
        assert list(found) == ["article:2", "article:3", "article:1"]

    def test_needs_add_up_and_weights_count(self, engine: SearchEngine) -> None:
        fill(
            engine,
            item("article:ab", skills=(trains("a", 2, 2.0), trains("b", 3, 1.0))),
            item("article:a", skills=(trains("a", 2, 2.5),)),
            item("article:c", skills=(trains("c", 2),)),
        )
        request = RecommendationRequest((need("a", 2, 1.0), need("b", 3, 0.9)), TODAY)
        [(best, first), (_, second)] = proposed(engine, request)
        assert best.id == "article:ab"
        assert first.contributions == pytest.approx({"a": 2 / 3, "b": 0.3})
        assert first.score == pytest.approx(2 / 3 + 0.3, abs=1e-5)
        assert second.contributions == pytest.approx({"a": 2.5 / 3})

    def test_skill_trained_at_several_levels_counts_once_at_its_best(self, engine: SearchEngine) -> None:
        fill(engine, item("course:1", skills=(trains("a", 1), trains("a", 2, 2.0), trains("a", 3))))
        assert self.propose(engine, need("a", 2)) == pytest.approx({"course:1": 2 / 3}, abs=1e-5)
        engine.write([item("article:1", skills=(trains("a", 2),))])
        assert list(self.propose(engine, need("a", 2), limit=1, of_each_kind=0)) == ["article:1"]

    def test_no_needs_or_none_answered_gives_nothing(self, engine: SearchEngine) -> None:
        fill(engine, item("article:1", skills=(trains("a", 2),)))
        assert engine.candidates(RecommendationRequest((), TODAY)) == []
        assert self.propose(engine, need("b")) == {}
        assert self.propose(engine, need("a", 4)) == {}
        assert self.propose(engine, need("a", weight=0.0)) == {}

    def test_gates_are_hard(self, engine: SearchEngine) -> None:
        skills = (trains("a", 2),)
        fill(
            engine,
            item("article:ok", skills=skills),
            item("article:en", skills=skills, language="en"),
            item("article:done", skills=skills),
            item("skill:a", skills=skills),
            mission("ended", ends=TODAY - timedelta(days=1), skills=skills),
            mission("adults", min_age=18, skills=skills),
            mission("children", max_age=15, skills=skills),
        )
        assert set(self.propose(engine, age=16, exclude=frozenset({"article:done", "article:unknown"}))) == {"article:ok"}
        assert set(self.propose(engine, languages=("fr", "en"), kinds=(Kind.ARTICLE,))) == {
            "article:ok",
            "article:en",
            "article:done",
        }
        assert set(self.propose(engine, kinds=(Kind.MISSION,))) == {"mission:adults", "mission:children"}

    def test_place_is_asked_of_what_has_one(self, engine: SearchEngine) -> None:
        skills = (trains("a", 2),)
        fill(
            engine,
            item("article:1", skills=skills),
            mission("near", VERSAILLES, skills=skills),
            mission("far", LYON, skills=skills),
            mission("anywhere", LYON, remote=Remote.FULL, skills=skills),
            mission("nowhere", skills=skills),
        )
        assert set(self.propose(engine, near=Near(PARIS, 30))) == {"article:1", "mission:near", "mission:anywhere"}
        assert set(self.propose(engine, near=Near(PARIS, 30, or_remote=False))) == {"article:1", "mission:near"}
        found = proposed(engine, RecommendationRequest((need(),), TODAY, near=Near(PARIS, 30)))
        assert {item.id: one.km for item, one in found} == {
            "article:1": None,
            "mission:near": pytest.approx(kilometres(PARIS, VERSAILLES)),
            "mission:anywhere": None,
        }

    def test_ties_are_ordered_by_id_and_cut_there(self, engine: SearchEngine) -> None:
        made = [item(f"article:{n:03}", skills=(trains("a", 2),)) for n in range(150)]
        fill(engine, *made[100:])
        engine.write(made[:50])
        engine.write(made[50:100])
        engine.write([item("article:best", skills=(trains("a", 2), trains("b", 2)))])
        found = self.propose(engine, need("a"), need("b"), limit=10)
        assert list(found) == ["article:best", *(f"article:{n:03}" for n in range(9))]

    def test_every_kind_comes_along(self, engine: SearchEngine) -> None:
        fill(
            engine,
            *(item(f"article:{n}", skills=(trains("a", 2),)) for n in range(9)),
            *(item(f"video:{n}", skills=(trains("a", 3, weight),)) for n, weight in enumerate((1.0, 2.0, 3.0))),
        )
        found = self.propose(engine, limit=5, of_each_kind=2)
        assert list(found) == [*(f"article:{n}" for n in range(5)), "video:2", "video:1"]
        assert list(self.propose(engine, limit=5, of_each_kind=0)) == [f"article:{n}" for n in range(5)]


class EngineContract(
    IndexLife,
    Words,
    FormsOfWords,
    AreasAndMentions,
    Meaning,
    Kinship,
    HowManyWords,
    Mistakes,
    Synonyms,
    Quotes,
    Highlighting,
    Filters,
    Places,
    OrdersAndPages,
    Suggestions,
    Candidates,
):
    """Everything above."""
