"""Writes on credentials: keep one, say what it is for, read it on the record, count its uses."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sigap.domain.actor import Actor
from sigap.domain.credentials import (
    CREDENTIALS,
    CredentialKind,
    completed,
    credential_faults,
)
from sigap.domain.errors import Fault, Invalid, NotAllowed, NotFound, required, unprintable, words
from sigap.domain.inventory import PLATFORMS
from sigap.inventory.actions.record import INVENTORY_STREAM, KEEPERS
from sigap.inventory.models import Credential, CredentialUse, Device, Site
from sigap.inventory.queries.credentials import counted_uses
from sigap.people.actions import SYSTEM_ROLE, write_down

ERASE = "-"
"""Typed in place of an optional field to take it away; left blank it stays."""

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class MeantFor:
    """What a credential is for: keys of devices and sites, platforms; `rest`: whatever has none."""

    devices: Sequence[str] = ()
    sites: Sequence[str] = ()
    platforms: Sequence[str] = ()
    rest: bool = False

    def words(self) -> list[str]:
        """The scopes as the ledger names them."""
        named = [f"perangkat:{key}" for key in self.devices]
        named += [f"lokasi:{key}" for key in self.sites]
        named += [f"platform:{key}" for key in self.platforms]
        return [*named, "lainnya"] if self.rest else named


def require_credential_keeper(by: Actor) -> None:
    """Let the network's and the application's administrators and the system pass."""
    if not by.holds(*KEEPERS, SYSTEM_ROLE):
        template = words("Hanya Administrator Sistem Jaringan yang boleh membuka kredensial.")
        raise NotAllowed("credential-keepers-only", template)


@transaction.atomic
def keep_credential(
    key: str,
    *,
    kind: str,
    name: str,
    typed: Mapping[str, str],
    meant_for: MeantFor,
    active: bool = True,
    new: bool,
    at: datetime,
    by: Actor,
) -> Credential:
    """Keep a credential, new or changed, encrypted; the ledger tells which fields, never what.

    Of a changed one a field left blank stays and "-" takes an optional one away; its kind stays.
    Raises Invalid with every faulty field.
    """
    require_credential_keeper(by)
    row = Credential.objects.select_for_update().filter(key=key).first()
    if row is None and not new:
        raise credential_unknown()
    made_of = _kind(kind if row is None or new else row.kind)
    kept = _values(row) if row is not None and not new else {}
    values = completed(made_of, _with_kept(made_of, kept, typed))
    scopes, faults = _scopes(meant_for)
    faults |= credential_faults(made_of, values) | _name_faults(name)
    if new and (row is not None or not _KEY.fullmatch(key) or len(key) > 60):
        template = words("Kunci harus huruf kecil, angka, dan tanda hubung, dan belum dipakai.")
        faults["key"] = Fault("key-unusable", template)
    if faults:
        raise Invalid(faults)
    told = {"name": name.strip(), "payload": json.dumps(values), "active": active}
    told |= {"changed_at": at, "kind": made_of.key}
    stored, _ = Credential.objects.update_or_create(key=key, defaults=told)
    _mean(stored, scopes)
    changed = sorted(name for name in values if values[name] != kept.get(name, ""))
    data = {"credential": key, "kind": made_of.key, "fields": changed, "active": active}
    act = "kredensial-dibuat" if new else "kredensial-diubah"
    write_down(INVENTORY_STREAM, [(act, data | {"for": meant_for.words()})], at=at, by=by)
    return stored


def _mean(row: Credential, scopes: list[CredentialUse]) -> None:
    CredentialUse.objects.filter(credential=row).delete()
    for scope in scopes:
        scope.credential = row
    CredentialUse.objects.bulk_create(scopes)


@transaction.atomic
def reveal_credential(key: str, *, reason: str, at: datetime, by: Actor) -> dict[str, str]:
    """The fields of a credential in plain text, for a stated reason that goes on the record.

    Ask for a fresh proof of identity before calling this.
    """
    require_credential_keeper(by)
    if not reason.strip():
        template = words("Tulis untuk keperluan apa kredensial dibuka.")
        raise Invalid({"reason": Fault("required", template)})
    if len(reason.strip()) > 300 or unprintable(reason):
        template = words("Tulis satu baris, paling banyak 300 huruf.")
        raise Invalid({"reason": Fault("length", template)})
    row = Credential.objects.filter(key=key).first()
    if row is None:
        raise credential_unknown()
    if not row.payload:
        template = words("Kredensial ini disimpan dengan kunci rahasia yang lain; isi lagi.")
        raise NotFound("credential-lost", template)
    data = {"credential": key, "reason": reason.strip()}
    write_down(INVENTORY_STREAM, [("kredensial-dibaca", data)], at=at, by=by)
    return _values(row)


def note_credential_uses(*, at: datetime) -> int:
    """Write down how often this process gave credentials to probes; answers how many were used.

    Polls leave no entry in the ledger each: the rows count them.
    """
    counted = counted_uses()
    for pk, count in sorted(counted.items()):
        Credential.objects.filter(pk=pk).update(uses=F("uses") + count, used_at=at)
    return len(counted)


def credential_unknown() -> NotFound:
    """The refusal for a key that no credential has."""
    return NotFound("credential-unknown", words("Kredensial itu tidak ada."))


def _kind(key: str) -> CredentialKind:
    if key not in CREDENTIALS:
        raise NotFound("credential-kind-unknown", words("Jenis kredensial itu tidak ada."))
    return CREDENTIALS[key]


def _values(row: Credential) -> dict[str, str]:
    values: dict[str, str] = json.loads(row.payload) if row.payload else {}
    return values


def _with_kept(
    kind: CredentialKind, kept: Mapping[str, str], typed: Mapping[str, str]
) -> dict[str, str]:
    told = dict(typed)
    for part in kind.parts:
        if not told.get(part.key, ""):
            told[part.key] = kept.get(part.key, "")
        elif part.optional and told[part.key] == ERASE:
            told[part.key] = ""
    return told


def _name_faults(name: str) -> dict[str, Fault]:
    if not name.strip():
        return {"name": required()}
    if len(name.strip()) > 100 or unprintable(name):
        template = words("Tulis satu baris, paling banyak 100 huruf.")
        return {"name": Fault("name-unusable", template)}
    return {}


def _scopes(meant_for: MeantFor) -> tuple[list[CredentialUse], dict[str, Fault]]:
    faults: dict[str, Fault] = {}
    devices = {row.key: row for row in Device.objects.filter(key__in=meant_for.devices)}
    sites = {row.key: row for row in Site.objects.filter(key__in=meant_for.sites)}
    asked = (
        ("devices", meant_for.devices, devices),
        ("sites", meant_for.sites, sites),
        ("platforms", meant_for.platforms, PLATFORMS),
    )
    for name, keys, known in asked:
        missing = [key for key in keys if key not in known]
        if missing:
            template = words("“%(value)s” tidak ada; tulis kuncinya atau namanya yang tepat.")
            faults[name] = Fault("unknown-key", template, {"value": missing[0][:80]})
    if not meant_for.words():
        template = words("Pilih untuk perangkat mana kredensial ini.")
        faults["devices"] = Fault("required", template)
    uses = [CredentialUse(device=row) for row in devices.values()]
    uses += [CredentialUse(site=row) for row in sites.values()]
    uses += [CredentialUse(platform=key) for key in meant_for.platforms]
    return ([*uses, CredentialUse()] if meant_for.rest else uses), faults
