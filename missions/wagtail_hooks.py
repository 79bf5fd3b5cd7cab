"""Missions for editors: sources with their last run, organisations, missions with their skills inline."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kit.menu_hooks import MISSIONS
from missions.choices import Origin
from missions.feed_views import FeedView
from missions.models import Mission, Organisation, Source
from missions.panels import SkillProposalsPanel
from missions.quality import desk_hooks  # noqa: F401 (registers the pages of quality)
from missions.runs import hooks as _runs  # noqa: F401 (registers the pages of imports)
from missions.source_forms import SourceForm
from skills.widgets import SkillSelect

_WHY_KEPT = {
    Organisation: _(
        "« %(name)s » a des missions et ne peut pas être supprimée. Passe plutôt ses missions à « retirée par l'équipe »."
    ),
    Source: _("« %(name)s » a des missions et ne peut pas être supprimée. Décoche plutôt « active »."),
}


class MissionForm(WagtailAdminModelForm):
    """Marks what an editor says of a mission's skills as theirs, so that no import changes it."""

    def save(self, commit: bool = True) -> Mission:
        formset = self.formsets.get("skills")
        if formset is not None and formset.has_changed():
            self.instance.skills_reviewed = True
            for form in formset.forms:
                if form.has_changed():
                    form.instance.origin = Origin.EDITOR
        return super().save(commit)


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "download"
    menu_label = _("Sources")
    menu_hook = MISSIONS
    menu_order = 300
    list_display = ["name", "kind", "active", "last_run", "last_success"]
    list_filter = ["active", "kind"]
    search_fields = ["name", "slug"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("slug"),
            FieldPanel("url"),
            FieldPanel("active"),
            FieldPanel("campaign"),
            MultiFieldPanel(
                [
                    FieldPanel("kind"),
                    FieldPanel("feed_url"),
                    FieldPanel("allow_http"),
                    FieldPanel("new_key"),
                    FieldPanel("forget_key"),
                ],
                heading=_("Le flux"),
            ),
            HelpPanel(template="missions/admin/feed_link.html"),
            MultiFieldPanel(
                [FieldPanel("every_hours"), FieldPanel("closing_brake"), FieldPanel("strict")], heading=_("L'import")
            ),
            HelpPanel(template="missions/admin/runs_link.html"),
        ],
        base_form_class=SourceForm,
    )
    inspect_view_enabled = True
    inspect_view_fields = ["name", "slug", "url", "kind", "feed_url", "active", "last_run", "last_success"]


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_hook = MISSIONS
    menu_order = 200
    list_display = ["name", "source", "url"]
    list_filter = ["source"]
    search_fields = ["name"]
    panels = [
        FieldPanel("source"),
        FieldPanel("key"),
        FieldPanel("name"),
        FieldPanel("url"),
        FieldPanel("description"),
        FieldPanel("precision"),
    ]


class MissionViewSet(SnippetViewSet):
    model = Mission
    icon = "site"
    menu_label = _("Missions")
    menu_hook = MISSIONS
    menu_order = 100
    list_display = ["title", "organisation", "place_label", "status", "min_age", "ends", "last_seen"]
    list_filter = ["status", "source", "domain", "type", "remote", "open_to_minors", "skills_reviewed"]
    search_fields = ["title", "client_id", "organisation__name"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("description_html"),
            SkillProposalsPanel(heading=_("Compétences proposées")),
            InlinePanel(
                "skills",
                heading=_("Compétences entraînées"),
                label=_("compétence"),
                panels=[
                    FieldPanel("skill", widget=SkillSelect),
                    FieldRowPanel([FieldPanel("level"), FieldPanel("weight")]),
                    FieldPanel("evidence"),
                ],
            ),
            FieldPanel("skills_reviewed"),
            FieldRowPanel([FieldPanel("status"), FieldPanel("open_to_minors")]),
            FieldRowPanel([FieldPanel("precision"), FieldPanel("contact_data")]),
            FieldRowPanel([FieldPanel("type"), FieldPanel("domain"), FieldPanel("remote")]),
            FieldRowPanel([FieldPanel("starts"), FieldPanel("ends"), FieldPanel("schedule"), FieldPanel("places")]),
            InlinePanel(
                "locations",
                heading=_("Lieux"),
                label=_("lieu"),
                panels=[
                    FieldPanel("street"),
                    FieldRowPanel([FieldPanel("postal_code"), FieldPanel("city"), FieldPanel("department_code")]),
                    FieldRowPanel([FieldPanel("lat"), FieldPanel("lon")]),
                ],
            ),
            MultiFieldPanel(
                [FieldPanel("source"), FieldPanel("client_id"), FieldPanel("organisation"), FieldPanel("application_url")],
                heading=_("D'où elle vient"),
            ),
            HelpPanel(template="missions/admin/history.html", heading=_("Histoire")),
        ],
        base_form_class=MissionForm,
    )


for view_set in (MissionViewSet, OrganisationViewSet, SourceViewSet):
    register_snippet(view_set)


@hooks.register("register_admin_urls")
def feed_of_a_source() -> list[URLPattern]:
    return [path("missions/sources/<int:pk>/flux/", FeedView.as_view(), name="missions_source_feed")]


@hooks.register("before_delete_snippet")
def keep_what_has_missions(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Back to the first organisation or source that has missions: the database protects it."""
    owners = (instance for instance in instances if isinstance(instance, (Organisation, Source)))
    kept = next((owner for owner in owners if owner.missions.exists()), None)
    if kept is None:
        return None
    messages.error(request, _WHY_KEPT[type(kept)] % {"name": kept})
    return redirect(kept.snippet_viewset.get_url_name("edit"), kept.pk)


@hooks.register("register_permissions")
def may_see_departures() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="missions", codename="view_departure")
