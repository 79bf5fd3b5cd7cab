"""What the rest of the portal may listen to."""

from django.dispatch import Signal

# Sent inside the transaction with the same `ids`, for what must not be lost with the process that commits.
missions_touched = Signal()

# Sent after commit with `ids`, the primary keys of missions created, changed, closed or deleted.
missions_changed = Signal()

# Sent inside the transaction of each chunk that an import wrote, with `ids` (created, changed or closed) and `source`.
# Receivers complete these missions (groups of duplicates, places, moderation) and `announce` any others they touch.
missions_written = Signal()
