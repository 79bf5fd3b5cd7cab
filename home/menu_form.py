"""The form of menu and footer: it opens with the entries people see now, to be moved rather than retyped."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from home.navigation import default_links


class NavigationForm(WagtailAdminModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("menu", "footer"):
            if name in self.fields and not getattr(self.instance, name):
                self.initial[name] = self.instance._meta.get_field(name).to_python(default_links(name))
