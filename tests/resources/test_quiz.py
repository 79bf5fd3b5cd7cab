"""Answering a quiz: with and without htmx, rightly, wrongly, half, and with rubbish."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from resources.models import LessonPage
from resources.progress import COOKIE, LIMIT, done_lessons, remember
from resources.quiz import BadAnswers, read_quiz
from tests.resources.factories import LessonFactory, question

SAME_SITE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def lesson(course: Any) -> LessonPage:
    """A question with one right answer and one with two."""
    return LessonFactory(
        parent=course,
        slug="quiz",
        quiz=[
            question("Que faire ?", right=["Respirer"], wrong=["Fuir"]),
            question("Qui prévenir ?", right=["Une amie", "Un proche"], wrong=["Personne"]),
        ],
    )


def fields(lesson: LessonPage) -> list[str]:
    return [item.field for item in read_quiz(lesson.quiz).questions]


def answer(client: Client, lesson: LessonPage, *answers: list[str], **headers: str) -> Any:
    data = dict(zip(fields(lesson), answers, strict=False))
    return client.post(reverse("resources:quiz", args=[lesson.pk]), data, **SAME_SITE, **headers)


def test_right_answers_count_and_complete_the_lesson(client, lesson):
    response = answer(client, lesson, ["respirer"], ["une amie", "un proche"])
    html = response.content.decode()
    assert response.status_code == 200
    assert "2 bonnes réponses sur 2" in html
    assert "<h1>" in html
    assert "Retour sur Respirer." in html
    course = client.get(lesson.course.get_url()).content.decode()
    assert "1 leçon faite sur 4" in course
    assert "Reprendre à la leçon 1" in course


def test_wrong_answers_get_feedback_for_the_chosen_and_the_right_choice(client, lesson):
    html = answer(client, lesson, ["fuir"], ["une amie"]).content.decode()
    assert "Aucune bonne réponse" in html
    for text in ("Retour sur Fuir.", "Retour sur Respirer.", "Retour sur Un proche."):
        assert text in html
    assert "Retour sur Personne." not in html
    assert 'value="fuir" checked' in html
    assert COOKIE in client.cookies


def test_missing_answer_is_asked_for_and_the_others_are_kept(client, lesson):
    response = answer(client, lesson, ["respirer"])
    html = response.content.decode()
    assert response.status_code == 200
    assert "Il reste 1 question sans réponse" in html
    assert 'value="respirer" checked' in html
    assert not response.cookies


def test_htmx_gets_the_quiz_alone_with_focus_on_the_result(client, lesson):
    html = answer(client, lesson, ["respirer"], ["une amie"], HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in html
    assert html.lstrip().startswith("<form")
    assert 'role="status" tabindex="-1" autofocus' in html


@pytest.mark.parametrize("answers", [[["rien de connu"]], [["respirer", "fuir"]], [["\x00" * 50]]])
@pytest.mark.parametrize("headers", [{}, {"HTTP_HX_REQUEST": "true"}])
def test_garbage_is_unprocessable_and_says_what_to_do(client, lesson, answers, headers):
    response = answer(client, lesson, *answers, **headers)
    assert response.status_code == 422
    assert "Choisis tes réponses encore une fois" in response.content.decode()
    assert not response.cookies


def test_unknown_field_is_ignored(client, lesson):
    response = client.post(reverse("resources:quiz", args=[lesson.pk]), {"q-autre": "x", "admin": "1"}, **SAME_SITE)
    assert response.status_code == 200
    assert "Il reste 2 questions" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "null"},
    ],
)
@pytest.mark.parametrize("name", ["quiz", "done"])
def test_another_site_cannot_answer(lesson, headers, name):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse(f"resources:{name}", args=[lesson.pk]), {fields(lesson)[0]: "respirer"}, **headers)
    assert response.status_code == 403
    assert not response.cookies


def test_own_origin_is_enough_for_an_older_browser(lesson):
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("resources:done", args=[lesson.pk]), HTTP_ORIGIN="http://testserver")
    assert response.status_code == 303


def test_get_goes_back_to_the_lesson(client, lesson):
    response = client.get(reverse("resources:quiz", args=[lesson.pk]))
    assert response.status_code == 302
    assert response["Location"].startswith(lesson.get_url())


def test_private_draft_and_unknown_lessons_are_not_found(client, course, lesson):
    draft = LessonFactory(parent=course, live=False)
    assert answer(client, draft, ["respirer"]).status_code == 404
    assert client.post(reverse("resources:done", args=[999_999]), **SAME_SITE).status_code == 404
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    assert answer(client, lesson, ["respirer"]).status_code == 404


def test_done_goes_on_to_the_next_lesson_then_back_to_the_course(client, course):
    first, second, third = course.lessons.all()
    for lesson, target in ((first, second), (second, third), (third, course)):
        response = client.post(reverse("resources:done", args=[lesson.pk]), **SAME_SITE)
        assert response.status_code == 303
        assert response["Location"] == target.get_url()
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "Toutes les leçons sont faites" in client.get(course.get_url()).content.decode()


@pytest.mark.parametrize("value", ["", "1.2.3", "1.2.3:faux:signature", "é" * 10, "x" * 3000])
def test_forged_cookie_is_no_progress_and_no_error(client, course, value):
    client.cookies[COOKIE] = value
    html = client.get(course.get_url())
    assert html.status_code == 200
    assert "Commencer" in html.content.decode()


def test_progress_keeps_the_last_three_hundred_once_each(rf):
    response = HttpResponse()
    remember(response, [1, 2, *range(1, 1000), 5])
    request = rf.get("/")
    request.COOKIES[COOKIE] = response.cookies[COOKIE].value
    kept = done_lessons(request)
    assert len(kept) == LIMIT
    assert kept[-1] == 999
    assert len(set(kept)) == LIMIT
    assert len(response.cookies[COOKIE].value) < 2500


def test_marking_needs_all_right_choices_and_no_other(lesson):
    first, second = fields(lesson)
    chosen = {first: ["respirer"], second: ["une amie", "personne"]}
    quiz = read_quiz(lesson.quiz, lambda field: chosen[field])
    assert [item.right for item in quiz.questions] == [True, False]
    assert (quiz.score, quiz.total, quiz.complete) == (1, 2, True)


def test_two_answers_to_a_question_with_one_are_refused(lesson):
    with pytest.raises(BadAnswers):
        read_quiz(lesson.quiz, lambda field: ["respirer", "fuir"])
