"""What the editors' desk adds to Wagtail's admin; each thing is made in a module of its own."""

from functools import partial

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks

from desk import menus, translations
from kit.menu_hooks import REVIEW, WRITE

# --- addresses ----------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("", include("desk.urls"))]


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

# --- translation --------------------------------------------------------------------------
# Before wagtail-localize, which answers the request.
hooks.register("before_edit_page", translations.tell_of_changes, order=-10)
