"""A locked page stays as it is, where it is: Wagtail's lock stops editing only."""

from __future__ import annotations

from wagtail.models import PagePermissionTester


class PageKeeper(PagePermissionTester):
    """Who may not unlock a page neither deletes, moves, publishes nor closes it."""

    def _is_kept(self) -> bool:
        return self.page.locked and not self.can_unlock()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return not self._is_kept() and super().can_delete(ignore_bulk)

    def can_publish(self) -> bool:
        return not self._is_kept() and super().can_publish()
