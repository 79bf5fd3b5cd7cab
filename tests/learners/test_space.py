"""My space: what it shows of one device, goals, shelves, and nothing kept for somebody who only looks."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from assessments.actions import record_answer
from learners.forms import MAX_GOALS
from learners.journey import journey
from resources.models import CoursePage
from search.engine import SearchEngine
from search.sync import rebuild
from skills.levels import Level
from skills.profile import SkillProfile
from tests.assessments.factories import FIVE, STRESS, TEAM, completed, started
from tests.learners.factories import choose, finish_lessons
from tests.resources.factories import ArticleFactory, CourseFactory, LessonFactory
from tests.search.test_recommend import profile

pytestmark = pytest.mark.django_db
SPACE, GOALS, REMOVE = "/mon-espace/", "/mon-espace/objectifs/", "/mon-espace/objectifs/retirer/"
KEPT, DONE, REFUSED = "/mon-espace/gardes/", "/mon-espace/faits/", "/mon-espace/ecartes/"


def html(client: Client, path: str = SPACE) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'")


def goals(client: Client) -> dict[str, int]:
    return {skill: goal["level"] for skill, goal in client.session.get("goals", {}).items()}


@pytest.fixture
def course(resource_index) -> CoursePage:
    course = CourseFactory(parent=resource_index, title="Parler en public")
    for number in range(3):
        LessonFactory(parent=course, title=f"Étape {number + 1}", quiz=[])
    return course


def lessons(course: CoursePage) -> list[int]:
    return [lesson.pk for lesson in course.lessons.all()]


# --- somebody new -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [SPACE, "/en/mon-espace/", KEPT, DONE, REFUSED, "/mon-espace/donnees/", "/mon-espace/effacer/"])
def test_a_look_keeps_nothing(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_somebody_new_reads_what_it_will_hold_and_gets_one_action(client: Client) -> None:
    page = html(client)
    assert "Ce qui arrivera ici" in page
    assert page.count('class="button"') == 1
    assert 'href="/evaluation/">Commencer, 3 minutes' in page
    assert 'id="objectifs"' not in page


def test_the_menu_leads_here(client: Client) -> None:
    assert '<a href="/mon-espace/">Mon espace</a>' in html(client, "/competences/")


# --- the next step ------------------------------------------------------------------------------


def test_next_step_is_what_was_begun_then_the_course_then_advice(client: Client, course: CoursePage) -> None:
    completed(client, [STRESS])
    assert client.get(SPACE).context["space"].next_step.href == "/recommandations/"
    finish_lessons(client, lessons(course)[0])
    assert client.get(SPACE).context["space"].next_step.href == course.lessons.all()[1].url
    half = started(client, [TEAM])
    record_answer(half, 1, 3)
    step = client.get(SPACE).context["space"].next_step
    assert step.href == f"/evaluation/{half.pk}/"
    assert step.why == "Il reste 4 questions."


# --- results and the path -----------------------------------------------------------------------


def test_results_are_a_picture_and_a_table_with_the_same_data(client: Client) -> None:
    completed(client, [STRESS], keyed=1)
    completed(client, [STRESS], keyed=3)
    page = html(client)
    assert page.count('class="series__picture"') == 1
    assert "Ça monte" in page
    assert "Pratique" in page
    assert "Confirmé" in page
    assert "1,8 sur 4" in page
    assert "3,3 sur 4" in page


def test_the_last_assessed_skills_are_shown_and_the_others_linked(client: Client) -> None:
    completed(client, FIVE)
    page = html(client)
    assert page.count('class="series__picture"') == 4
    assert "Mes 5 compétences en détail" in page


def test_journey_counts_skills_and_open_goals_by_level() -> None:
    path = journey(profile(a=1.0, b=3.0, c=3.1, d=3.2, e=3.0), {"a": 3, "b": 2, "c": 4})
    discovery, practice, confirmed, _expert = path.stations
    assert [station.count for station in path.stations] == [1, 0, 4, 0]
    assert [station.goals for station in path.stations] == [0, 0, 1, 1]
    assert (len(discovery.balls), len(practice.balls), len(confirmed.balls)) == (1, 0, 0)
    assert confirmed.crowd
    assert path.reached == [discovery, confirmed]


def test_journey_without_anything_has_not_started() -> None:
    assert journey(SkillProfile(), {}).done == ""


# --- goals --------------------------------------------------------------------------------------


def test_goal_is_kept_shown_and_taken_back(client: Client) -> None:
    completed(client, [STRESS], keyed=2)
    answer = client.post(GOALS, {"skill": STRESS, "level": "4"})
    assert answer["Location"] == "/mon-espace/#objectifs"
    assert goals(client) == {STRESS: 4}
    page = html(client)
    assert "De pratique à <strong>expert</strong>." in page
    assert "Encore 2\u00a0crans." in page
    assert f"/recommandations/?skill={STRESS}" in page
    client.post(REMOVE, {"skill": STRESS})
    assert "goals" not in client.session


def test_goal_needs_no_assessment(client: Client) -> None:
    client.post(GOALS, {"skill": TEAM, "level": "3"})
    page = html(client)
    assert "On ne sait pas encore où tu en es." in page
    assert f"/evaluation/?skills={TEAM}" in page


def test_goal_reached_says_so_and_offers_the_next(client: Client) -> None:
    client.post(GOALS, {"skill": STRESS, "level": "3"})
    completed(client, [STRESS], keyed=3)
    page = html(client)
    assert "Objectif atteint" in page
    assert "Viser expert" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"skill": STRESS, "level": "2"}, "Tu y es déjà"),
        ({"skill": STRESS, "level": "9"}, "On ne connaît pas ce niveau."),
        ({"skill": "voler", "level": "3"}, "On ne connaît pas cette compétence."),
        ({}, "Choisis une compétence."),
    ],
)
def test_wrong_goal_comes_back_with_why(client: Client, data: dict, said: str) -> None:
    completed(client, [STRESS], keyed=2)
    answer = client.post(GOALS, data)
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("&#x27;", "'")
    assert goals(client) == {}


def test_five_goals_are_enough_but_one_may_change(client: Client) -> None:
    for skill in FIVE:
        client.post(GOALS, {"skill": skill, "level": "3"})
    assert len(goals(client)) == MAX_GOALS
    assert client.post(GOALS, {"skill": "empathie", "level": "3"}).status_code == 422
    client.post(GOALS, {"skill": FIVE[0], "level": "4"})
    assert goals(client)[FIVE[0]] == Level.EXPERT


@pytest.mark.parametrize("path", [GOALS, REMOVE])
def test_other_sites_set_no_goal(path: str) -> None:
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert stranger.post(path, {"skill": STRESS, "level": "3"}).status_code == 403
    assert "goals" not in stranger.session
    assert stranger.get(path)["Location"] == SPACE


# --- goals and recommendations ------------------------------------------------------------------


def test_goal_brings_recommendations_that_say_it_is_the_persons_own(client: Client, resource_index, engine: SearchEngine) -> None:
    ArticleFactory(parent=resource_index, skills={STRESS: 3}, title="Stress")
    ArticleFactory(parent=resource_index, skills={TEAM: 1}, title="Équipe")
    rebuild(engine)
    completed(client, [STRESS], keyed=2)
    client.post(GOALS, {"skill": STRESS, "level": "4"})
    client.post(GOALS, {"skill": TEAM, "level": "3"})
    reasons = {row["title"]: row["reasons"][0] for row in client.get("/recommandations/").context["rows"]}
    assert reasons["Stress"] == "Vers ton objectif, expert\u00a0: passer de pratique à confirmé. Gérer son stress"
    assert reasons["Équipe"].startswith("Ton objectif, confirmé\u00a0: ")
    [row] = client.get(f"/recommandations/?skill={TEAM}").context["rows"]
    assert row["title"] == "Équipe"


def test_advice_on_one_skill_keeps_to_it_after_a_choice(client: Client, resource_index, engine: SearchEngine) -> None:
    first, _second = (ArticleFactory(parent=resource_index, skills={STRESS: 3}) for _number in range(2))
    ArticleFactory(parent=resource_index, skills={TEAM: 3})
    rebuild(engine)
    completed(client, [STRESS, TEAM], keyed=2)
    answer = client.post(
        "/recommandations/avis/",
        {"item": f"article:{first.pk}", "verdict": "done", "skill": STRESS, "n": "8"},
        headers={"HX-Request": "true"},
    )
    assert len(answer.context["rows"]) == 1


def test_advice_on_a_skill_without_anything_is_all_advice(client: Client, resource_index, engine: SearchEngine) -> None:
    ArticleFactory(parent=resource_index, skills={STRESS: 3})
    rebuild(engine)
    completed(client, [STRESS], keyed=2)
    answer = client.get("/recommandations/?skill=empathie")
    assert len(answer.context["rows"]) == 1
    assert "Pour toi, maintenant" in answer.content.decode()


# --- courses and shelves ------------------------------------------------------------------------


def test_course_begun_leads_to_its_next_lesson_and_finished_to_the_done(client: Client, course: CoursePage) -> None:
    first, second, third = lessons(course)
    finish_lessons(client, second)
    page = html(client)
    assert "Leçon 1\u00a0: <span>Étape 1</span>" in page
    assert 'lang="fr">Étape 1' in html(client, "/en/mon-espace/")
    assert "1 leçon faite sur 3" in page
    finish_lessons(client, first, third)
    assert "Mes cours" not in html(client)
    assert "Parler en public" in html(client, DONE)


@pytest.mark.parametrize(("verdict", "path"), [("kept", KEPT), ("done", DONE), ("refused", REFUSED)])
def test_every_verdict_has_a_shelf_and_a_way_back(
    client: Client, resource_index, engine: SearchEngine, verdict: str, path: str
) -> None:
    article = ArticleFactory(parent=resource_index, title="Souffler")
    rebuild(engine)
    choose(client, f"article:{article.pk}", verdict)
    page = html(client, path)
    assert "Souffler" in page
    assert f'name="back" value="{path}"' in page
    answer = client.post("/recommandations/avis/", {"item": f"article:{article.pk}", "verdict": "", "back": path})
    assert answer["Location"] == path
    assert "Souffler" not in html(client, path)
    assert "choices" not in client.session


def test_kept_items_show_three_and_link_to_all(client: Client, resource_index, engine: SearchEngine) -> None:
    articles = [ArticleFactory(parent=resource_index, title=f"Numéro {number}") for number in range(5)]
    rebuild(engine)
    for article in articles:
        choose(client, f"article:{article.pk}", "kept")
    page = html(client)
    assert "Numéro 4" in page
    assert "Numéro 1" not in page
    assert "Voir les 5" in page


def test_item_that_is_gone_can_be_taken_off(client: Client, engine: SearchEngine) -> None:
    choose(client, "article:4711", "kept")
    assert "Ce contenu n'est plus en ligne." in html(client, KEPT)


def test_shelf_answers_without_the_engine(client: Client, resource_index, settings, tmp_path) -> None:
    article = ArticleFactory(parent=resource_index, title="Souffler")
    settings.SEARCH_URL = f"embedded:///{tmp_path / 'none'}"
    for item in (f"article:{article.pk}", "article:abc", "skill:empathie-fr", "mission:" + "9" * 60):
        choose(client, item, "kept")
    page = html(client, KEPT)
    assert "Souffler" in page
    assert "/competences/empathie/" in page


# --- budgets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("items", [1, 30])
def test_query_and_size_budget(
    client: Client, items: int, course: CoursePage, resource_index, engine: SearchEngine, django_assert_max_num_queries
) -> None:
    articles = [ArticleFactory(parent=resource_index) for _number in range(items)]
    rebuild(engine)
    for number, article in enumerate(articles):
        choose(client, f"article:{article.pk}", ("kept", "done", "refused")[number % 3])
    for _number in range(min(items, 8)):
        completed(client, FIVE, keyed=2)
    for skill in FIVE[: min(items, 5)]:
        client.post(GOALS, {"skill": skill, "level": "4"})
    finish_lessons(client, lessons(course)[0])
    for path in (SPACE, KEPT, DONE, REFUSED, "/mon-espace/donnees/", "/evaluation/resultats/"):
        client.get(path)
        # What was chosen is told once; asked again, with nothing kept of it.
        cache.clear()
        with django_assert_max_num_queries(12):
            answer = client.get(path)
        assert len(answer.content) <= 30 * 1024, path
