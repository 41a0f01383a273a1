"""Days off as the `holidays` package lists them: where a calendar's year may begin, no decree."""

from importlib.metadata import version

import holidays

from sigap.domain.calendarcontent import FreeDay

ESTIMATED = f"perkiraan dari daftar pustaka holidays {version('holidays')}; tetapkan dengan SKB"
_GUESS = " (perkiraan)"


def listed_days(year: int, *, decreed: str = "") -> tuple[FreeDay, ...]:
    """The public holidays and cuti bersama of one year as listed, every one an estimate.

    With `decreed`, the source that the list was checked against, only those are estimates that
    the package itself gives as guesses.
    """
    # The package leaves cuti bersama ("government") out unless it is asked for.
    public = holidays.country_holidays("ID", years=year, categories="public", language="id")
    both = holidays.country_holidays(
        "ID", years=year, categories=("public", "government"), language="id"
    )
    found = []
    for on, name in sorted(both.items()):
        kind = "libur" if on in public else "cuti-bersama"
        estimated = not decreed or name.endswith(_GUESS)
        source = ESTIMATED if estimated else decreed
        found.append(FreeDay(on, name.removesuffix(_GUESS), kind, source, estimated))
    return tuple(found)
