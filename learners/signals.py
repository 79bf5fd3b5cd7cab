"""Sent when somebody erases everything: `request`. Whoever keeps more about them elsewhere deletes it then."""

from django.dispatch import Signal

erased = Signal()
