"""What the editors' desk adds to Wagtail's admin; each thing is made in a module of its own."""

from functools import partial

from wagtail import hooks

from desk import menus
from kit.menu_hooks import REVIEW, WRITE

# --- menu ---------------------------------------------------------------------------------
for hook, entries in (("register_admin_menu_item", menus.groups()), (WRITE, menus.files()), (REVIEW, menus.reviewing())):
    for entry in entries:
        hooks.register(hook, partial(lambda item: item, entry))
hooks.register("construct_main_menu", menus.arrange)
hooks.register("construct_reports_menu", menus.without_review)
