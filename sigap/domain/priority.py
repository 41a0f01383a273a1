"""Priority from impact and urgency: an internal target beside the standard, never instead of it.

The SOP knows no severity (SOP ruling 8); what an office wishes for its critical sites is its own
goal and is shown next to the standard of the decree.
"""

from collections.abc import Mapping
from datetime import timedelta

IMPACTS = ("satu-pengguna", "sebagian", "seluruh-lokasi")
URGENCIES = ("dapat-menunggu", "terganggu", "layanan-terhenti")
PRIORITIES = ("rendah", "sedang", "tinggi", "kritis")


def priority(*, impact: str, urgency: str, critical_site: bool) -> str:
    """One of PRIORITIES: the higher impact and urgency, one more at a critical site."""
    rank = (IMPACTS.index(impact) + URGENCIES.index(urgency) + 1) // 2 + critical_site
    return PRIORITIES[min(rank, len(PRIORITIES) - 1)]


def target(targets: Mapping[str, float], priority: str, standard: timedelta) -> timedelta | None:
    """The internal target for a step of this standard, or None where the standard is enough.

    `targets` are the shares the office wrote into its SOP version.
    """
    share = targets.get(priority)
    return None if share is None else standard * share


def class_target(share: float | None, minutes: int | None, standard: timedelta) -> timedelta | None:
    """The target of a service class for one step, or None where the standard is enough.

    `minutes` of working time are for this very step, `share` is for every step; the tighter one
    counts, and what is no tighter than the standard is no target.
    """
    own = (
        None if share is None else standard * share,
        None if minutes is None else timedelta(minutes=minutes),
    )
    found = tightest(*own)
    return found if found is not None and found < standard else None


def tightest(*targets: timedelta | None) -> timedelta | None:
    """The shortest of the targets that there are; None where there is none."""
    return min((each for each in targets if each is not None), default=None)
