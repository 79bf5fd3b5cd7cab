"""A source's feed in the admin: which column says what, and its first rows as an import would read them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from missions.feeds.parsed import ParsedMission, Refusal, Withdrawn
from missions.feeds.preview import Preview, preview
from missions.mapping_forms import LookForm, MappingForm
from missions.models import Source


class FeedView(WagtailAdminTemplateMixin, TemplateView):
    """GET: the mapping as it is kept. POST `look`: the first rows with what the form says; POST `save`: keep it."""

    page_title = gettext_lazy("Le flux")
    header_icon = "download"
    template_name = "missions/admin/feed.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("missions.change_source"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def source(self) -> Source:
        return get_object_or_404(Source.objects.exclude(kind=Source.Kind.MANUAL), pk=self.kwargs["pk"])

    @property
    def has_mapping(self) -> bool:
        return self.source.kind == Source.Kind.TABLE

    def get_page_subtitle(self) -> str:
        return self.source.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = reverse(self.source.snippet_viewset.get_url_name("edit"), args=[self.source.pk])
        return [*self.breadcrumbs_items, {"url": edit, "label": self.source.name}, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "source": self.source,
            "mapping": kwargs.get("mapping") or (MappingForm(kept=self.source.mapping) if self.has_mapping else None),
            "look": kwargs.get("look") or LookForm(initial={"address": self.source.feed_url}),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mapping = MappingForm(request.POST) if self.has_mapping else None
        if "save" in request.POST and mapping:
            return self._save(mapping)
        return self._look(mapping)

    def _save(self, mapping: MappingForm) -> HttpResponse:
        if not mapping.is_valid():
            messages.error(self.request, _("La correspondance n'est pas enregistrée : corrige les lignes signalées."))
            return self.render_to_response(self.get_context_data(mapping=mapping), status=422)
        # What is read otherwise now must be asked for again, even where the server says that nothing changed.
        self.source.mapping, self.source.etag, self.source.last_modified = mapping.mapping, "", ""
        self.source.save(update_fields=["mapping", "etag", "last_modified"])
        messages.success(self.request, _("La correspondance est enregistrée."))
        return redirect("missions_source_feed", self.source.pk)

    def _look(self, mapping: MappingForm | None) -> HttpResponse:
        look = LookForm(self.request.POST, self.request.FILES)
        if mapping:
            mapping.is_valid()
            self.source.mapping = mapping.mapping
        if not look.is_valid():
            return self.render_to_response(self.get_context_data(mapping=mapping, look=look), status=422)
        seen = _preview(self.source, look)
        context = {
            "mapping": mapping,
            "look": look,
            "seen": seen,
            "results": [_shown(number, result) for number, result in seen.results],
        }
        return self.render_to_response(self.get_context_data(**context))


def _preview(source: Source, look: LookForm) -> Preview:
    """Of the file if there is one, else of the address."""
    file: UploadedFile | None = look.cleaned_data.get("file")
    if not file:
        return preview(source, look.cleaned_data["address"])
    with tempfile.NamedTemporaryFile(prefix="missions-") as copy:
        for piece in file.chunks():
            copy.write(piece)
        copy.flush()
        return preview(source, Path(copy.name))


def _shown(number: int, result: ParsedMission | Withdrawn | Refusal) -> dict[str, Any]:
    """A row for the page: what was understood of it, or why it was refused."""
    shown: dict[str, Any] = {"number": number, "client_id": result.client_id}
    if isinstance(result, Refusal):
        return shown | {"refusal": result}
    if isinstance(result, Withdrawn):
        return shown | {"withdrawn": True}
    return shown | {"mission": result, "towns": [place.city or place.postal_code for place in result.locations]}
