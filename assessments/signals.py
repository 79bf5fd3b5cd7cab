"""What others may want to know of."""

from django.dispatch import Signal

# Sent with `device` when all that it answered is deleted: whoever keeps something about it lets it go too.
device_erased = Signal()
