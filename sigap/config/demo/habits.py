"""How some people of the demo want to be told: quiet nights, a digest twice a day."""

from collections.abc import Iterable
from datetime import datetime, time

from sigap.notifications.actions.preferences import Chosen, choose
from sigap.people.models import User
from sigap.people.queries import acting

_HABITS = {
    "kabid": Chosen(quiet_from=time(21), quiet_until=time(5)),
    "kadis": Chosen(digest_at=(time(7, 30), time(15)), gathered=("email",)),
}


def set_habits(users: Iterable[User], *, at: datetime) -> None:
    """Let these people choose as they like it, each for oneself."""
    for user in users:
        if user.username in _HABITS:
            choose(user, _HABITS[user.username], {}, at=at, by=acting(user, at=at))
