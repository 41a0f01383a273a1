"""Tables of what is told to people, and of the ways by which it reaches them."""

from sigap.notifications.models.outbox import Email, Notice

__all__ = ["Email", "Notice"]
