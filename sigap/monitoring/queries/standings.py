"""How every device stands now, for those who draw the whole network."""

from sigap.domain.health import Standing
from sigap.monitoring.models import Check

# A device stands as its gravest active check does; what is not known says less than what is.
_GRAVITY = {
    Standing.UNKNOWN.value: 0,
    Standing.UP.value: 1,
    Standing.DEGRADED.value: 2,
    Standing.FLAPPING.value: 3,
    Standing.DOWN.value: 4,
}


def standings() -> dict[str, Standing]:
    """By the key of the device how it stands; a device that is not asked is left out. One query.

    Whether a device is reached is what its automatic ping says; where it has none, its gravest
    check speaks for it.
    """
    rows = Check.objects.filter(active=True).values_list("device__key", "automatic", "standing")
    found: dict[str, tuple[bool, int, str]] = {}
    for key, automatic, standing in rows.order_by():
        told = (automatic, _GRAVITY.get(standing, 0), standing)
        found[key] = max(found.get(key, told), told)
    return {key: Standing(standing) for key, (_automatic, _gravity, standing) in found.items()}
