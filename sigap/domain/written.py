"""Durations as machines read them: ISO 8601."""

from datetime import timedelta


def iso(duration: timedelta | None) -> str | None:
    """ISO 8601 in hours, minutes and seconds, "PT7H30M"; never in days, which have no fixed length.

    A negative duration carries its sign in front, as ISO 8601-2 writes it.
    """
    seconds = whole(duration)
    if seconds is None:
        return None
    hours, rest = divmod(abs(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    parts = [f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if n]
    return f"{'-' if seconds < 0 else ''}PT{''.join(parts) or '0S'}"


def whole(duration: timedelta | None) -> int | None:
    """Whole seconds, cut off towards zero."""
    return None if duration is None else int(duration.total_seconds())
