"""What the editors' desk adds to Wagtail's admin; each thing is made in a module of its own."""

from functools import partial

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks

from desk import dashboard, menus, translations
from desk.listing import ResourceListing
from kit.menu_hooks import REVIEW, WRITE

# --- addresses ----------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("", include("desk.urls"))]


@hooks.register("register_admin_viewset")
def resource_listing() -> ResourceListing:
    return ResourceListing()


# --- first page and looks -----------------------------------------------------------------
hooks.register("construct_homepage_panels", dashboard.arrange)
hooks.register("construct_homepage_summary_items", dashboard.no_summary)


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/desk.css"))


# --- menu ---------------------------------------------------------------------------------
ENTRIES = {
    "register_admin_menu_item": menus.groups(),
    WRITE: menus.files(),
    REVIEW: menus.reviewing(),
    "register_reports_menu_item": menus.measuring(),
}
for hook, entries in ENTRIES.items():
    for entry in entries:
        hooks.register(hook, partial(lambda item: item, entry))
hooks.register("construct_main_menu", menus.arrange)
hooks.register("construct_reports_menu", menus.without_review)
hooks.register("construct_settings_menu", menus.settings)


@hooks.register("register_account_menu_item")
def security(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Mot de passe et codes"),
        "help_text": _("Mot de passe, application d'authentification, codes de secours."),
    }


# --- translation --------------------------------------------------------------------------
# Before wagtail-localize, which answers the request.
hooks.register("before_edit_page", translations.tell_of_changes, order=-10)

# --- pasting ------------------------------------------------------------------------------


@hooks.register("insert_editor_js")
def paste_script() -> SafeString:
    return format_html('<script type="module" src="{}"></script>', static("js/paste.js"))
