"""Partners, and the sessions of their workshops, in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from kit.menu_hooks import PARTNERS
from partners.forms import PartnerForm
from partners.models import Partner, SessionMaterial


class PartnerViewSet(SnippetViewSet):
    model = Partner
    icon = "group"
    menu_label = _("Partenaires")
    menu_hook = PARTNERS
    menu_order = 100
    list_display = ["name", "kind", "contact_email", "active"]
    list_filter = ["kind", "active", "language"]
    search_fields = ["name", "slug", "contact_email"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("kind")]),
            FieldPanel("active"),
            MultiFieldPanel([FieldPanel("contact_name"), FieldPanel("contact_email")], heading=_("Contact")),
            MultiFieldPanel([FieldPanel("origins"), FieldPanel("may_embed")], heading=_("Intégrations")),
            MultiFieldPanel(
                [
                    FieldPanel("logo"),
                    FieldRowPanel([FieldPanel("main_colour"), FieldPanel("ground_colour")]),
                    FieldPanel("language"),
                ],
                heading=_("Apparence"),
            ),
        ],
        base_form_class=PartnerForm,
    )


register_snippet(PartnerViewSet)


class SessionViewSet(SnippetViewSet):
    model = SessionMaterial
    icon = "clipboard-list"
    menu_label = _("Séances d'atelier")
    menu_hook = PARTNERS
    menu_order = 200
    list_display = ["title_fr", "key", "minutes"]


register_snippet(SessionViewSet)
