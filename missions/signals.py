"""What the rest of the portal may listen to."""

from django.dispatch import Signal

# Sent after commit with `ids`, the primary keys of missions created, changed, closed or deleted.
missions_changed = Signal()
