"""Writes on the ways out: configure one, switch it, try it, send once more what was given up."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.channels import KINDS, WEB_PUSH, Kind, completed, faults
from sigap.domain.errors import Fault, Invalid, NotFound, Refused, required, unprintable, words
from sigap.notifications.actions import outbox
from sigap.notifications.actions.outbox import queue
from sigap.notifications.actions.trying import addresses_to_try
from sigap.notifications.models import Channel, Message
from sigap.notifications.queries.channels import channels, working
from sigap.people.actions import require_admin, write_down

STREAM = "saluran"
"""The ledger of everything that is done to the ways out; no secret ever stands in it."""

TEST_EVENT = "channel-test"

ERASE = "-"
"""Typed in place of an optional secret to take it away; left blank it stays."""


@transaction.atomic
def add_channel(
    kind: str, *, name: str, typed: Mapping[str, str], backup: str = "", at: datetime, by: Actor
) -> Channel:
    """Open a channel of this kind, switched on. Raises Invalid with every faulty setting.

    A browser channel without a key gets a new one.
    """
    require_admin(by)
    made_of = _kind(kind)
    values = completed(made_of, typed)
    if kind == WEB_PUSH and not values["private_key"]:
        values["private_key"] = new_vapid_key()
    known = channels()
    _refuse(made_of, "", name, values, backup, known)
    row = Channel(key=_free_key(kind, known), kind=kind, name=name.strip(), backup=backup)
    row.secrets = json.dumps(values)
    row.save(force_insert=True)
    _write("saluran-dibuat", row, list(values), at=at, by=by)
    return row


@transaction.atomic
def change_channel(
    key: str,
    *,
    name: str,
    typed: Mapping[str, str],
    backup: str = "",
    at: datetime,
    by: Actor,
) -> Channel:
    """Configure a channel anew; a secret that was left blank stays, "-" takes an optional one away.

    Of one that the environment configures only its name and backup change here. It is tried again
    at once, whatever trouble it was in.
    """
    require_admin(by)
    known = channels()
    row = _known(key, known)
    values = dict(row.values)
    if not row.from_environment:
        values = completed(row.of_kind, _with_kept(row, typed))
    _refuse(row.of_kind, key, name, None if row.from_environment else values, backup, known)
    changed = [each for each, value in values.items() if value != row.values.get(each)]
    told_now: dict[str, object] = {
        "name": name.strip(),
        "backup": backup,
        "shut_until": None,
        "failures": 0,
    }
    if not row.from_environment:
        told_now["secrets"] = json.dumps(values)
    _put(row, told_now)
    _write("saluran-diatur", row, changed, at=at, by=by)
    return row


@transaction.atomic
def switch_channel(key: str, *, active: bool, at: datetime, by: Actor) -> Channel:
    """Switch a channel on or off; while it is off its messages wait and none are queued for it."""
    require_admin(by)
    row = _known(key, channels())
    if row.active != active:
        _put(row, {"active": active, "shut_until": None, "failures": 0})
        _write("saluran-dinyalakan" if active else "saluran-dimatikan", row, [], at=at, by=by)
    return row


@transaction.atomic
def try_channel(key: str, address: str, *, at: datetime, by: Actor) -> list[Message]:
    """Queue a message to the tester by this channel, which is tried at once even when shut.

    The worker sends it as any other. Refused while the channel is off, Invalid for an address
    that cannot be one; in a browser channel it goes to every browser of the tester.
    """
    require_admin(by)
    row = _known(key, channels())
    if not working([row]):
        raise Refused("channel-off", words("Saluran ini mati atau belum lengkap pengaturannya."))
    _put(row, {"shut_until": None})
    messages = [
        Message(
            channel=key,
            address=each,
            user_id=by.user_id,
            subject=f"Uji saluran {row.name}",
            body=f"Pesan uji dari Sigap, diminta oleh {by.name}. Tidak perlu dijawab.",
            url=f"/pengaturan/saluran/{key}/",
            event=TEST_EVENT,
            dedupe_key=f"{TEST_EVENT}/{key}/{uuid4().hex}",
            created_at=at,
            due_at=at,
        )
        for each in addresses_to_try(row.of_kind, address, by)
    ]
    queue(messages)
    _write("saluran-diuji", row, [], at=at, by=by)
    found = Message.objects.filter(dedupe_key__in=[each.dedupe_key for each in messages])
    return list(found.order_by("pk"))


@transaction.atomic
def send_again(message_ids: Collection[int], *, at: datetime, by: Actor) -> int:
    """Send once more what was given up; answers how many messages that were."""
    require_admin(by)
    sent = outbox.send_again(message_ids, at=at)
    if sent:
        data = {"messages": sorted(message_ids)}
        write_down(STREAM, [("pesan-dikirim-ulang", data)], at=at, by=by)
    return sent


def new_vapid_key() -> str:
    """A key of this installation for browsers' push services (RFC 8292), base64url."""
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def _kind(key: str) -> Kind:
    if key not in KINDS:
        raise NotFound("channel-kind-unknown", words("Jenis saluran itu tidak ada."))
    return KINDS[key]


def _with_kept(row: Channel, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed, and the secrets that were not typed again."""
    told = dict(typed)
    for setting in row.of_kind.settings:
        if setting.secret and not told.get(setting.key, "").strip():
            told[setting.key] = row.values.get(setting.key, "")
        elif setting.secret and setting.optional and told[setting.key].strip() == ERASE:
            told[setting.key] = ""
    return told


def _known(key: str, known: Mapping[str, Channel]) -> Channel:
    if key not in known:
        raise NotFound("channel-unknown", words("Saluran itu tidak ada."))
    return known[key]


def _free_key(kind: str, known: Mapping[str, Channel]) -> str:
    """The kind itself for the first of its kind, then "sms-2", "sms-3" …"""
    if kind not in known:
        return kind
    number = 2
    while f"{kind}-{number}" in known:
        number += 1
    return f"{kind}-{number}"


def _refuse(
    kind: Kind,
    key: str,
    name: str,
    values: Mapping[str, str] | None,
    backup: str,
    known: Mapping[str, Channel],
) -> None:
    found = faults(kind, values) if values is not None else {}
    if not name.strip():
        found["name"] = required()
    elif len(name.strip()) > 100 or unprintable(name):
        found["name"] = Fault("name-unusable", words("Tulis satu baris, paling banyak 100 huruf."))
    if backup and (backup not in known or backup == key):
        found["backup"] = Fault("backup-unknown", words("Pilih saluran lain yang ada."))
    if found:
        raise Invalid(found)


def _put(row: Channel, told: Mapping[str, object]) -> None:
    """Write these columns; one that the environment configures gets its row now."""
    for column, value in told.items():
        setattr(row, column, value)
    first = {"kind": row.kind, "name": row.name, "backup": row.backup}
    Channel.objects.update_or_create(key=row.key, defaults=told, create_defaults={**first, **told})


def _write(event: str, row: Channel, changed: list[str], *, at: datetime, by: Actor) -> None:
    data = {"channel": row.key, "kind": row.kind, "name": row.name, "backup": row.backup}
    write_down(STREAM, [(event, data | {"settings": sorted(changed)})], at=at, by=by)
