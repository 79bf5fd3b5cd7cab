"""The groups of the editors' menu, by the hook that puts an entry into one (desk/menus.py draws the groups).

A view set says `menu_hook = WRITE`; anything else registers a function that gives a MenuItem:
`@hooks.register(MEASURE)`. An entry that its reader may not open must say so in `is_shown`.
"""

WRITE = "register_write_menu_item"
REVIEW = "register_review_menu_item"
SKILLS = "register_skills_menu_item"
MISSIONS = "register_missions_menu_item"
PARTNERS = "register_partners_menu_item"
# Wagtail's own two: what it and its add-ons register there comes along.
MEASURE = "register_reports_menu_item"
SETTINGS = "register_settings_menu_item"
