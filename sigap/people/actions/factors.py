"""Writes about second proofs: one-time codes of an app, passkeys, and codes for an emergency."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction
from django.utils.crypto import constant_time_compare

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, write_down
from sigap.people.models import User
from sigap.people.queries import acting

APP: Final = Authenticator.Type.TOTP
PASSKEY: Final = Authenticator.Type.WEBAUTHN
CODES: Final = Authenticator.Type.RECOVERY_CODES
# A phone's clock may be this many steps of 30 seconds away from ours.
_DRIFT: Final = (0, -1, 1)
_LAST_STEP: Final = "last_step"
_NAME_LETTERS: Final = 60


@transaction.atomic
def add_app(user: User, secret: str, code: str, *, at: datetime, by: Actor) -> None:
    """Take an app into use that shows the right code for this secret; makes emergency codes.

    Raises Invalid for a wrong code, or when there is an app already.
    """
    step = _step(secret, code, at)
    if step is None:
        raise Invalid(
            {
                "code": Fault(
                    "code-wrong",
                    words("Kode tidak cocok. Pastikan jam ponsel tepat, lalu isi kode yang baru."),
                )
            }
        )
    _locked(user)
    if Authenticator.objects.filter(user=user, type=APP).exists():
        raise Invalid(
            {"code": Fault("app-there", words("Sudah ada aplikasi kode; lepaskan dulu yang lama."))}
        )
    row = TOTP.activate(user, secret).instance
    row.data[_LAST_STEP] = step
    row.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    _write("faktor-ditambah", user, {"jenis": "aplikasi-kode"}, at=at, by=by)


@transaction.atomic
def add_passkey(
    user: User, name: str, credential: Mapping[str, Any], *, at: datetime, by: Actor
) -> None:
    """Keep a passkey whose answer was checked already; makes emergency codes."""
    _locked(user)
    name = " ".join(name.split())[:_NAME_LETTERS] or "Kunci sandi"
    WebAuthn.add(user, name, dict(credential))
    RecoveryCodes.activate(user)
    _write("faktor-ditambah", user, {"jenis": "kunci-sandi", "nama": name}, at=at, by=by)


@transaction.atomic
def remove_factor(user: User, key: int, *, at: datetime, by: Actor) -> None:
    """Remove an app or a passkey; with the last of them the emergency codes go too."""
    _locked(user)
    row = Authenticator.objects.filter(user=user, pk=key, type__in=(APP, PASSKEY)).first()
    if row is None:
        raise NotFound("factor-unknown", words("Bukti kedua ini tidak ada lagi."))
    kind = "aplikasi-kode" if row.type == APP else "kunci-sandi"
    row.delete()
    if not Authenticator.objects.filter(user=user, type__in=(APP, PASSKEY)).exists():
        Authenticator.objects.filter(user=user).delete()
    _write("faktor-dilepas", user, {"jenis": kind}, at=at, by=by)


@transaction.atomic
def remove_every_factor(user: User, *, at: datetime, by: Actor) -> int:
    """Give a person who lost the phone a way back in: an administrator's act; answers how many."""
    require_admin(by)
    removed: int = Authenticator.objects.filter(user=user).delete()[0]
    if removed:
        _write("faktor-dilepas", user, {"jenis": "semua"}, at=at, by=by)
    return removed


@transaction.atomic
def renew_codes(user: User, *, at: datetime, by: Actor) -> None:
    """Make new emergency codes in place of all old ones. Raises Invalid without another factor."""
    _locked(user)
    if not Authenticator.objects.filter(user=user, type__in=(APP, PASSKEY)).exists():
        raise Invalid(
            {"codes": Fault("factor-first", words("Pasang dulu aplikasi kode atau kunci sandi."))}
        )
    Authenticator.objects.filter(user=user, type=CODES).delete()
    RecoveryCodes.activate(user)
    _write("kode-pemulihan-diganti", user, {}, at=at, by=by)


@transaction.atomic
def use_code(user: User, code: str, *, at: datetime) -> bool:
    """Whether this is a good code of the person's app, or an emergency code; then it is used up.

    A code counts once on all processes together: the step of time it belongs to is kept with the
    app, and neither that one nor an earlier one is taken again.
    """
    code = "".join(code.split())
    rows = Authenticator.objects.select_for_update().filter(user=user, type__in=(APP, CODES))
    for row in rows.order_by("-type"):
        if row.type == APP and _use_step(row, code, at):
            return True
        if row.type == CODES and RecoveryCodes(row).validate_code(code):
            _write("kode-pemulihan-dipakai", user, {}, at=at, by=acting(user, at=at))
            return True
    return False


def _use_step(row: Authenticator, code: str, at: datetime) -> bool:
    step = _step(decrypt(row.data["secret"]), code, at)
    if step is None or step <= row.data.get(_LAST_STEP, 0):
        return False
    row.data[_LAST_STEP], row.last_used_at = step, at
    row.save(update_fields=["data", "last_used_at"])
    return True


def _step(secret: str, code: str, at: datetime) -> int | None:
    """The step of time (RFC 6238) whose code this is, None when it is none of the near ones."""
    now = int(at.timestamp()) // app_settings.TOTP_PERIOD
    code = "".join(code.split())
    fitting = [
        now + drift
        for drift in _DRIFT
        if constant_time_compare(format_hotp_value(hotp_value(secret, now + drift)), code)
    ]
    return max(fitting, default=None)


def _locked(user: User) -> None:
    """One change to the proofs of a person at a time."""
    User.objects.select_for_update().get(pk=user.pk)


def _write(kind: str, user: User, data: Mapping[str, str], *, at: datetime, by: Actor) -> None:
    entry = (kind, {"username": user.username, **data})
    write_down(PEOPLE_STREAM, [entry], at=at, by=by)
