"""Writes of what one person chose: channels, quiet hours, digests, addresses, browsers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from urllib.parse import urlsplit

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.channels import SMS, TELEGRAM, WHATSAPP
from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.telephone import international
from sigap.notifications.actions.rules import STREAM
from sigap.notifications.models import Address, Preference, PushSubscription
from sigap.people.actions import write_down
from sigap.people.models import User

MOST_DIGESTS = 4
MOST_BROWSERS = 10
OWN_ADDRESSES = (TELEGRAM, WHATSAPP, SMS)
"""The kinds of channels for which a person may give an address beside the account's."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose: see `notifications.models.Preference`; None is no quiet hours."""

    choices: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    quiet_from: time | None = None
    quiet_until: time | None = None
    digest_at: Collection[time] = ()
    gathered: Collection[str] = ()


def choose(
    user: User, chosen: Chosen, addresses: Mapping[str, str], *, at: datetime, by: Actor
) -> None:
    """Keep what the person chose, and these own addresses by kind of channel; "" takes one away.

    A choice outside of what the office allows is kept and does not count. Raises Invalid with
    every faulty field.
    """
    known = {
        kind: _address(kind, addresses[kind].strip()) for kind in OWN_ADDRESSES if kind in addresses
    }
    faults = _faults(chosen) | {
        f"address-{kind}": fault for kind, fault in known.items() if isinstance(fault, Fault)
    }
    if faults:
        raise Invalid(faults)
    with transaction.atomic():
        Preference.objects.update_or_create(
            user=user,
            defaults={
                "choices": {event: dict(ways) for event, ways in chosen.choices.items() if ways},
                "quiet_from": chosen.quiet_from,
                "quiet_until": chosen.quiet_until,
                "digest_at": [f"{each:%H:%M}" for each in sorted(set(chosen.digest_at))],
                "gathered": sorted(set(chosen.gathered)),
            },
        )
        _keep_addresses(user, {kind: str(value) for kind, value in known.items()}, at=at, by=by)


@transaction.atomic
def subscribe_browser(
    user: User, *, endpoint: str, p256dh: str, auth: str, label: str, at: datetime
) -> PushSubscription:
    """Send this person's news to this browser too; a browser belongs to who asked last.

    Beyond MOST_BROWSERS the oldest goes. Raises Invalid for what no browser would send.
    """
    parts = urlsplit(endpoint)
    if not (parts.scheme in ("https", "http") and parts.hostname and p256dh and auth):
        raise Invalid({"endpoint": Fault("bad-subscription", words("Langganan tidak terbaca."))})
    row, _ = PushSubscription.objects.update_or_create(
        endpoint=endpoint[:1000],
        defaults={
            "user": user,
            "p256dh": p256dh[:120],
            "auth": auth[:60],
            "label": label[:120],
            "created_at": at,
        },
    )
    newest = PushSubscription.objects.filter(user=user).order_by("-created_at", "-id")
    too_many = list(newest.values_list("pk", flat=True)[MOST_BROWSERS:])
    PushSubscription.objects.filter(pk__in=too_many).delete()
    return row


def forget_browser(user: User, endpoint: str) -> bool:
    """Send nothing more to this browser of the person; answers whether it was known."""
    return bool(PushSubscription.objects.filter(user=user, endpoint=endpoint).delete()[0])


def _keep_addresses(user: User, addresses: Mapping[str, str], *, at: datetime, by: Actor) -> None:
    before = dict(Address.objects.filter(user=user).values_list("channel", "value"))
    changed = [kind for kind, value in addresses.items() if before.get(kind, "") != value]
    for kind in changed:
        Address.objects.filter(user=user, channel=kind).delete()
        if addresses[kind]:
            Address.objects.create(user=user, channel=kind, value=addresses[kind])
    if changed:
        # The address itself is the person's own affair and stays out of the ledger.
        told = {"username": user.username, "channels": sorted(changed)}
        write_down(STREAM, [("alamat-diubah", told)], at=at, by=by)


def _address(kind: str, typed: str) -> str | Fault:
    if not typed:
        return ""
    if kind == TELEGRAM:
        if typed.removeprefix("-").isdecimal() and typed.isascii() and len(typed) <= 20:
            return typed
        return Fault("bad-chat", words("Nomor obrolan Telegram hanya angka, misalnya 481516234."))
    return international(typed) or Fault(
        "bad-telephone", words("Bukan nomor telepon; isi misalnya 0812 3456 7890.")
    )


def _faults(chosen: Chosen) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if (chosen.quiet_from is None) is not (chosen.quiet_until is None):
        missing = "quiet_from" if chosen.quiet_from is None else "quiet_until"
        faults[missing] = Fault(
            "half-quiet",
            words("Jam tenang perlu jam mulai dan jam selesai, atau kosongkan keduanya."),
        )
    elif chosen.quiet_from is not None and chosen.quiet_from == chosen.quiet_until:
        faults["quiet_until"] = Fault(
            "empty-quiet", words("Jam selesai harus berbeda dari jam mulai.")
        )
    if len(set(chosen.digest_at)) > MOST_DIGESTS:
        faults["digest_at"] = Fault(
            "too-many-digests",
            words("Paling banyak %(most)s waktu ringkasan."),
            {"most": MOST_DIGESTS},
        )
    elif chosen.gathered and not chosen.digest_at:
        faults["digest_at"] = Fault(
            "no-digest-time", words("Isi paling sedikit satu waktu ringkasan, misalnya 07.30.")
        )
    return faults
