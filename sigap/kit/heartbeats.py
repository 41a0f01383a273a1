"""Signs of life: the worker leaves them, the readiness page looks for them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sigap.kit.models import Heartbeat


def beat(name: str, *, at: datetime) -> None:
    """Note that `name` came round at `at`: one statement, whether or not the row exists."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def forget_others(names: Collection[str]) -> None:
    """Drop the rows of jobs that this version no longer has, or they would look dead for ever."""
    Heartbeat.objects.exclude(name__in=names).delete()


def beats() -> dict[str, datetime]:
    """The last sign of life of every job."""
    return dict(Heartbeat.objects.values_list("name", "at"))


def silent(*, at: datetime, within: timedelta) -> list[str]:
    """The jobs that gave no sign of life in the `within` before `at`, by name."""
    return sorted(name for name, last in beats().items() if last < at - within)
