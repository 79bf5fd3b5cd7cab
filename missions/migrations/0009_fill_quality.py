"""Load the list of sensitive words; take contacts out of missions already stored, and give them their summary."""

from pathlib import Path

import yaml
from django.db import migrations

from missions.quality.contact_data import bare_line, contacts, without_contacts
from missions.quality.fields import clean_of_contacts
from missions.quality.summaries import summary_of
from missions.text import html_to_text

WORDS = Path(__file__).parent.parent / "data" / "sensitive_places.yaml"


def load_words(apps, schema_editor):
    model = apps.get_model("missions", "SensitiveWord")
    for kind, words in yaml.safe_load(WORDS.read_text(encoding="utf-8")).items():
        model.objects.bulk_create([model(kind=kind, word=word) for word in words], ignore_conflicts=True)


def clean(apps, schema_editor):
    missions, skills = apps.get_model("missions", "Mission"), apps.get_model("missions", "MissionSkill")
    for mission in missions.objects.iterator(500):
        found = contacts(mission.title)
        mission.title = bare_line(mission.title) or mission.title
        mission.description_html, more = clean_of_contacts(mission.description_html)
        found += more
        mission.description = html_to_text(mission.description_html) if more else mission.description
        for name in ("schedule", "activity"):
            found += contacts(getattr(mission, name))
            setattr(mission, name, without_contacts(getattr(mission, name)))
        for name in ("requirements", "audience", "soft_skills", "tags"):
            values = [str(value) for value in getattr(mission, name)]
            found += [contact for value in values for contact in contacts(value)]
            setattr(mission, name, [without_contacts(value) for value in values])
        mission.contact_data, mission.summary = list(dict.fromkeys(found)), summary_of(mission.description)
        mission.save()
    for row in skills.objects.exclude(evidence="").iterator(500):
        if contacts(row.evidence):
            row.evidence = without_contacts(row.evidence)
            row.save(update_fields=["evidence"])
    for organisation in apps.get_model("missions", "Organisation").objects.iterator(500):
        organisation.name = bare_line(organisation.name) or organisation.name
        organisation.description = without_contacts(organisation.description)
        organisation.save(update_fields=["name", "description"])


class Migration(migrations.Migration):
    dependencies = [("missions", "0008_quality")]
    operations = [
        migrations.RunPython(load_words, migrations.RunPython.noop),
        migrations.RunPython(clean, migrations.RunPython.noop),
    ]
