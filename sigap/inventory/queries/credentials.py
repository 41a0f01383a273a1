"""Which credential opens a device, for the probes; the secret itself never leaves a `Secret`."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from django.db.models import Q

from sigap.domain.actor import Actor
from sigap.domain.credentials import Secret
from sigap.domain.errors import NotAllowed, words
from sigap.inventory.models import Credential, CredentialUse, Device
from sigap.people.actions import SYSTEM_ROLE


class _Uses:
    """How often each credential was given out in this process since it was last written down."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counted: Counter[int] = Counter()

    def add(self, pk: int) -> None:
        with self._lock:
            self._counted[pk] += 1

    def take(self) -> dict[int, int]:
        with self._lock:
            counted, self._counted = dict(self._counted), Counter()
        return counted


_uses = _Uses()


def credential_for(
    device: Device, kinds: Iterable[str], *, at: datetime, by: Actor
) -> Secret | None:
    """The credential of one of these kinds that is meant for a device, the narrowest first.

    For one device before its site before its platform before the rest; then by the order of
    `kinds`. None when there is none. Only the system may ask: a person reads a credential by
    `actions.credentials.reveal_credential`, which goes on the record. Each answer is counted and
    written to the row by `note_credential_uses`. One query.
    """
    return credentials_for([device], kinds, at=at, by=by).get(device.pk)


def credentials_for(
    devices: Iterable[Device], kinds: Iterable[str], *, at: datetime, by: Actor
) -> dict[int, Secret]:
    """`credential_for` for many devices, by primary key, still in one query."""
    if not by.holds(SYSTEM_ROLE):
        raise NotAllowed("system-only", words("Kredensial hanya dibaca oleh sistem."))
    wanted = list(kinds)
    uses = list(
        CredentialUse.objects.filter(credential__active=True, credential__kind__in=wanted)
        .select_related("credential")
        .order_by("credential__key")
    )
    given: dict[int, Secret] = {}
    for device in devices:
        fitting = [each for each in uses if _fits(each, device)]
        best = min(fitting, key=lambda use: _rank(use, wanted), default=None)
        secret = _opened(best.credential) if best is not None else None
        if best is not None and secret is not None:
            given[device.pk] = secret
            _uses.add(best.credential_id)
    return given


def counted_uses() -> dict[int, int]:
    """The uses counted in this process since the last call, by primary key; they are forgotten."""
    return _uses.take()


def credentials() -> list[Credential]:
    """Every credential with what it is for, without its payload. Two queries."""
    return list(
        Credential.objects.defer("payload").prefetch_related("meant_for__device", "meant_for__site")
    )


def credentials_of(device: Device) -> list[Credential]:
    """The credentials that may open a device, without their payload. One query."""
    meant = CredentialUse.objects.filter(
        Q(device=device)
        | Q(site_id=device.site_id)
        | (Q(platform=device.platform) & ~Q(platform=""))
        | Q(device=None, site=None, platform="")
    )
    rows = Credential.objects.filter(active=True, meant_for__in=meant)
    return list(rows.defer("payload").distinct())


def _fits(use: CredentialUse, device: Device) -> bool:
    if use.device_id is not None:
        return use.device_id == device.pk
    if use.site_id is not None:
        return use.site_id == device.site_id
    return not use.platform or use.platform == device.platform


def _rank(use: CredentialUse, kinds: list[str]) -> tuple[int, int]:
    width = (use.device_id is None) + (use.device_id is None and use.site_id is None)
    width += width == 2 and not use.platform
    return width, kinds.index(use.credential.kind)


def _opened(row: Credential) -> Secret | None:
    """None for one that was stored under another SECRET_KEY."""
    return Secret(row.key, row.kind, json.loads(row.payload)) if row.payload else None
