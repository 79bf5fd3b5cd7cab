"""Questions about missions: what is published, what is near, what the index gets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from missions.models import Mission, MissionPlace, Organisation
from missions.querysets import MissionQuerySet
from missions.signals import missions_changed
from skills.models import Skill
from tests.missions.factories import MissionFactory, MissionSkillFactory, SourceFactory

pytestmark = pytest.mark.django_db
LYON, VILLEURBANNE, PARIS = (45.7578, 4.8320), (45.7719, 4.8902), (48.8566, 2.3522)


def test_published_leaves_out_closed_ended_and_inactive() -> None:
    today = date(2026, 11, 1)
    seen = {MissionFactory(), MissionFactory(ends=today), MissionFactory(starts=today + timedelta(days=9))}
    MissionFactory(status="closed")
    MissionFactory(status="withdrawn")
    MissionFactory(ends=today - timedelta(days=1))
    MissionFactory(source=SourceFactory(slug="arretee", active=False))
    assert set(Mission.objects.published(today)) == seen


def test_near_measures_kilometres() -> None:
    MissionFactory(at=VILLEURBANNE)
    MissionFactory(at=PARIS)
    found = Mission.objects.near(LYON, 10).get()
    # Great-circle distance by the haversine formula, worked out apart: 4.78 km.
    assert found.km == pytest.approx(4.78, abs=0.05)
    assert Mission.objects.near(LYON, 400).nearest_first()[1].km == pytest.approx(391.5, abs=1)


def test_near_is_a_circle_not_a_square() -> None:
    MissionFactory(at=(LYON[0] + 0.08, LYON[1] + 0.115))
    assert not Mission.objects.near(LYON, 10).exists()
    assert Mission.objects.near(LYON, 13).exists()


def test_near_counts_a_mission_once_with_its_nearest_place() -> None:
    mission = MissionFactory(at=PARIS)
    MissionPlace.objects.create(mission=mission, lat=VILLEURBANNE[0], lon=VILLEURBANNE[1])
    MissionPlace.objects.create(mission=mission, lat=LYON[0], lon=LYON[1])
    assert [found.km for found in Mission.objects.near(LYON, 20)] == [pytest.approx(0, abs=0.01)]


def test_near_the_same_point_and_the_antipode_do_not_fail() -> None:
    MissionFactory(at=(0.0, 0.0001))
    assert Mission.objects.near((0.0, 0.0001), 1).count() == 1
    assert Mission.objects.near((90.0, 180.0), 1).count() == 0


def test_near_adds_remote_missions_last_when_asked() -> None:
    here, remote = MissionFactory(at=LYON), MissionFactory(remote="full")
    assert list(Mission.objects.near(LYON, 5).nearest_first()) == [here]
    assert list(Mission.objects.near(LYON, 5, or_remote=True).nearest_first()) == [here, remote]


@pytest.mark.parametrize(("read", "queries"), [(MissionQuerySet.for_catalogue, 3), (MissionQuerySet.for_index, 6)])
def test_catalogue_rows_take_a_constant_number_of_queries(read, queries: int, django_assert_num_queries) -> None:
    skill = Skill.objects.get(slug="empathie")
    for _number in range(8):
        MissionSkillFactory(mission=MissionFactory(at=LYON), skill=skill)
    with django_assert_num_queries(queries):
        for mission in read(Mission.objects.published(timezone.localdate())):
            assert (mission.points, mission.organisation.name, mission.source.name) is not None
            assert [row.skill.family.slug for row in mission.skills.all()] == ["travail-en-equipe"]


def test_index_text_has_no_contact_data() -> None:
    mission = MissionFactory(description_html="<p>Appelle le 06 12 34 56 78 ou a@b.example pour <strong>venir</strong>.</p>")
    assert mission.index_text == "Appelle le … ou … pour venir."
    assert mission.contact_data == ["06 12 34 56 78", "a@b.example"]


def test_address_of_a_title_without_letters_works() -> None:
    assert MissionFactory(title="😀 😀").get_absolute_url().endswith("-mission/")


def told(action, callbacks) -> list[int]:
    ids: list[int] = []

    def note(sender, ids: list[int], **kwargs) -> None:
        heard.extend(ids)

    heard = ids
    missions_changed.connect(note)
    try:
        with callbacks(execute=True):
            action()
    finally:
        missions_changed.disconnect(note)
    return ids


def test_saving_and_deleting_are_told(django_capture_on_commit_callbacks) -> None:
    mission = MissionFactory()
    pk = mission.pk
    assert told(mission.save, django_capture_on_commit_callbacks) == [pk]
    assert told(mission.delete, django_capture_on_commit_callbacks) == [pk]


def test_switching_a_source_off_tells_its_missions(django_capture_on_commit_callbacks) -> None:
    mission = MissionFactory()
    assert told(mission.source.save, django_capture_on_commit_callbacks) == [mission.pk]
    organisation = Organisation.objects.get()
    assert told(organisation.save, django_capture_on_commit_callbacks) == [mission.pk]
