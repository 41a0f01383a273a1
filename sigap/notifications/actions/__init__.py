"""Writes of what is told to people. Sending itself is the worker's: `actions.sending`."""

from sigap.notifications.actions.notices import Telling, keep_inside, mark_seen, tell, withhold

__all__ = ["Telling", "keep_inside", "mark_seen", "tell", "withhold"]
