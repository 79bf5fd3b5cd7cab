"""The two engines beside each other: one catalogue, one question, one answer.

What may differ is the value of a score, and so the order by relevance of what scores nearly the same:
Lucene counts a field's average length over the items that have it, Tantivy over all.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.contract import CatalogueItem, CatalogueQuery, FacetName, Kind, Results, Sort, Term
from search.engine import SearchEngine, open_engine
from search.engines.common.fields import texts
from search.engines.elasticsearch.mapping import body
from search.engines.embedded.engine import EmbeddedEngine
from search.evaluation import key_of, read_persona
from search.recommend import recommend
from search.rows import all_items
from search.text import parse
from search.twins import twin_key
from tests.search.nodes import client, corner
from tests.search.proposals import proposed
from tests.search.test_properties import TODAY, catalogues, queries, requests

pytestmark = pytest.mark.elasticsearch

DATA = Path(__file__).parent / "data"
# Forms, accents, elisions, compounds, small words, two languages, and words a letter apart.
TITLES = (
    """
    L'écoute active|Écouter les autres|Gérer un conflit|Les conflits au travail|Prise de parole|Parler en public
    Le week-end solidaire|Ce weekend|Être ou ne pas être|Savoir-être au travail|Bénévole un jour|Les bénévoles
    Confiance en soi|La confiance|Courage|Du courage !|Curage de fossé|Communication|Comunication|Managing conflict
    Teams that listen|A team|Animal|Des animaux|Cœur à cœur|10 000 pas|Poisson|Boisson|Poison
""".strip()
    .replace("\n", "|")
    .split("|")
)
TYPED = (
    """
    écouter|l'écoute|conflit|conflits travail|confiance en soi|courrage|comunication|prise de parole|parler public|weekend
    week end|week-end|être|savoir-être|benevole|animaux|coeur|10000|poisson|team|how to manage a conflict|la confiance
    "confiance en soi"|«prise de parole»|autre xyzzy|courage communication écoute|de la le|comment gérer un conflit au travail
""".strip()
    .replace("\n", "|")
    .split("|")
)
titles = st.sampled_from([title.strip() for title in TITLES])


@st.composite
def written(draw: st.DrawFn) -> list[CatalogueItem]:
    """A catalogue whose titles and bodies are written as people write."""
    items = draw(catalogues())
    return [replace(item, title=draw(titles), summary=draw(titles), body=f"{draw(titles)}. {draw(titles)}") for item in items]


@st.composite
def asked(draw: st.DrawFn) -> CatalogueQuery:
    """A question in words, typed as people type, with or without synonyms."""
    terms = parse_without_synonyms(draw(st.sampled_from([text.strip() for text in TYPED])))
    also = draw(st.sampled_from([(), ("dispute", "conflits"), ("parler en public",), ("équipe",)]))
    terms = tuple(replace(term, synonyms=also) if not n else term for n, term in enumerate(terms))
    return replace(draw(queries), terms=terms, language=draw(st.sampled_from(["fr", "en"])), limit=100)


def parse_without_synonyms(text: str) -> tuple[Term, ...]:
    quoted = re.fullmatch(r'["«](.*)["»]', text)
    return (Term(quoted[1], quoted=True),) if quoted else tuple(Term(word) for word in text.split())


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[SearchEngine, SearchEngine]]:
    with corner() as url, tempfile.TemporaryDirectory() as root:
        yield EmbeddedEngine(Path(root)), open_engine(url)


def fill(pair: tuple[SearchEngine, SearchEngine], items: list[CatalogueItem]) -> None:
    for engine in pair:
        with engine.rebuild() as index:
            index.add(items)


def comparable(results: Results, query: CatalogueQuery) -> object:
    """Everything but scores; hits by id where the order is by score."""
    by_score = query.terms and (query.sort is Sort.RELEVANCE or (query.sort is Sort.NEAREST and not query.near))
    hits = [(hit.item.id, hit.item, hit.title_html, hit.excerpt_html, hit.km) for hit in results.hits]
    return results.total, sorted(hits, key=lambda hit: hit[0]) if by_score else hits, results.facets


@hypothesis_settings(max_examples=25, deadline=None)
@given(items=written(), questions=st.lists(asked(), min_size=3, max_size=8), wishes=st.lists(requests, max_size=2))
def test_same_hits_counts_marks_suggestions_and_candidates(
    pair: tuple[SearchEngine, SearchEngine], items: list[CatalogueItem], questions: list[CatalogueQuery], wishes: list
) -> None:
    fill(pair, items)
    for query in questions:
        one, other = (comparable(engine.search(query), query) for engine in pair)
        assert one == other, query
        typed = query.terms[0].text[:5]
        one, other = (engine.suggest(typed, query.language, today=TODAY) for engine in pair)
        assert one == other, typed
    for request in wishes:
        one, other = ([(item, one._replace(place=None)) for item, one in proposed(engine, request)] for engine in pair)
        assert one == other, request


# --- the demo catalogue -------------------------------------------------------------------------


@pytest.fixture
def demo(demo_loaded: str, db: None, pair: tuple[SearchEngine, SearchEngine]) -> tuple[SearchEngine, SearchEngine]:
    call_command("load_synonyms", verbosity=0)
    fill(pair, list(all_items()))
    return pair


@pytest.mark.xdist_group("demo")
def test_every_persona_gets_the_same_twenty_for_the_same_reasons(demo: tuple[SearchEngine, SearchEngine]) -> None:
    rows = yaml.safe_load((DATA / "personas.yaml").read_text(encoding="utf-8"))
    items, today = list(all_items()), timezone.localdate()
    ids = {key_of(item): item.id for item in items if item.kind is not Kind.SKILL}
    twins = {key_of(item): twin_key(item) for item in items}
    personas = [read_persona(row, today, ids, twins) for row in rows]
    assert len(personas) >= 20
    compared = 0
    for persona in personas:
        one, other = (recommend(engine, persona.profile, persona.context, 20) for engine in demo)
        assert one == other, persona.name
        compared += len(one)
    # Strict gates leave some with a few: half a screen each on average is the least that says something.
    assert compared >= 4 * len(personas)


@pytest.mark.xdist_group("demo")
def test_every_question_of_ours_finds_the_same(demo: tuple[SearchEngine, SearchEngine]) -> None:
    rows = yaml.safe_load((DATA / "queries.yaml").read_text(encoding="utf-8"))
    same_first = 0
    for row in rows:
        language = row.get("language", "fr")
        query = CatalogueQuery(
            terms=parse(row["query"], language), language=language, limit=500, facets=tuple(FacetName), highlight=False
        )
        one, other = (engine.search(query) for engine in demo)
        assert comparable(one, query) == comparable(other, query), row["query"]
        same_first += not one.hits or one.hits[0].item.id == other.hits[0].item.id
        assert not one.hits or one.hits[0].item.id in {hit.item.id for hit in other.hits[:3]}, row["query"]
    # Scores differ a little, and those of the first results decide together what comes first.
    assert same_first >= 0.9 * len(rows)


# --- words ------------------------------------------------------------------------------------


@pytest.mark.xdist_group("demo")
def test_words_stay_as_they_were_analysed(demo: tuple[SearchEngine, SearchEngine]) -> None:
    """Elasticsearch cuts texts at their spaces and does nothing else: both engines hold the same words."""
    analysed = [texts(item) for item in all_items()]
    with corner() as url:
        name = f"{url.rsplit('/', 1)[1].split('?')[0]}-words"
        client().indices.create(index=name, settings=body()["settings"], mappings=body()["mappings"])
        for field in ("text_fr", "text_en", "words"):
            sent = sorted({word for one in analysed if field in one for word in one[field].split()})
            answer = client().indices.analyze(index=name, field=field, text=" ".join(sent))
            assert [token["token"] for token in answer["tokens"]] == sent
            assert len(sent) > 1_000
