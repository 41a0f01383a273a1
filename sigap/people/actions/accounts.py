"""Writes on accounts: a person who may sign in, their password and their preferences."""

import re
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.errors import Fault, Invalid, NotAllowed, words
from sigap.people.actions.record import PEOPLE_STREAM, require_admin, write_down
from sigap.people.models import LANGUAGES, THEMES, Agency, User

_USERNAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,24}")


@transaction.atomic
def create_user(
    username: str,
    name: str,
    *,
    nip: str = "",
    phone: str = "",
    email: str = "",
    agency: Agency | None = None,
    password: str | None = None,
    at: datetime,
    by: Actor,
) -> User:
    """Open an account. Without a password nobody can sign in to it until one is set.

    `nip` may be typed in groups; 18 digits are kept. Raises Invalid with every faulty field,
    NotAllowed unless an administrator acts.
    """
    require_admin(by)
    user = User(
        username=username.strip(),
        name=" ".join(name.split()),
        nip=re.sub(r"[\s.-]", "", nip),
        phone=phone.strip(),
        email=email.strip(),
        agency=agency,
    )
    faults = _account_faults(user) | _password_faults(password, user)
    if faults:
        raise Invalid(faults)
    user.set_password(password)
    user.save(force_insert=True)
    data = {"username": user.username, "name": user.name, "agency": agency.key if agency else ""}
    write_down(PEOPLE_STREAM, [("akun-dibuat", data)], at=at, by=by)
    return user


@transaction.atomic
def set_active(user: User, active: bool, *, at: datetime, by: Actor) -> None:
    """Bar a person from signing in, or let them in again. Accounts are never deleted.

    What waits for a barred person is handed over by the worker (incidents.actions.successions).
    """
    require_admin(by)
    if user.is_active == active:
        return
    user.is_active = active
    user.save(update_fields=["is_active"])
    if active:
        # Whatever is given to them from now on has to be handed over again when they leave.
        user.appointments.filter(ends_at=None).update(handed_over_at=None)
    kind = "akun-diaktifkan" if active else "akun-dinonaktifkan"
    write_down(PEOPLE_STREAM, [(kind, {"username": user.username})], at=at, by=by)


@transaction.atomic
def set_password(user: User, password: str, *, at: datetime, by: Actor) -> None:
    """Set a password: one's own, or any as administrator. Raises Invalid for a weak one."""
    if by.user_id != user.pk:
        require_admin(by)
    faults = _password_faults(password, user)
    if faults:
        raise Invalid(faults)
    user.set_password(password)
    user.save(update_fields=["password"])
    write_down(PEOPLE_STREAM, [("kata-sandi-diganti", {"username": user.username})], at=at, by=by)


def set_preferences(
    user: User, *, language: str | None = None, theme: str | None = None, at: datetime, by: Actor
) -> None:
    """Keep a person's own language ("id", "en") and theme ("auto", "light", "dark").

    What is None stays as it is. A matter of taste, so it leaves no entry in the ledger.
    """
    if by.user_id != user.pk:
        raise NotAllowed(
            "own-preferences-only", words("Bahasa dan tema hanya dapat diatur oleh pemilik akun.")
        )
    language, theme = language or user.language, theme or user.theme
    faults: dict[str, Fault] = {}
    for field, value, known in (("language", language, LANGUAGES), ("theme", theme, THEMES)):
        if value not in known:
            faults[field] = Fault(
                "choice-unknown",
                words("Pilihan “%(value)s” tidak ada; yang ada: %(known)s."),
                {"value": value, "known": ", ".join(known)},
            )
    if faults:
        raise Invalid(faults)
    user.language, user.theme = language, theme
    user.save(update_fields=["language", "theme"])


def _account_faults(user: User) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if not _USERNAME.fullmatch(user.username) or len(user.username) > 60:
        faults["username"] = Fault(
            "username-shape",
            words("Nama pengguna hanya huruf kecil, angka, dan tanda hubung; contoh: pelaksana-2."),
        )
    elif User.objects.filter(username=user.username).exists():
        faults["username"] = Fault(
            "username-taken",
            words("Nama pengguna %(username)s sudah dipakai; pilih yang lain."),
            {"username": user.username},
        )
    if not 3 <= len(user.name) <= 150:
        faults["name"] = Fault(
            "name-length", words("Nama lengkap dengan gelar diisi 3 sampai 150 huruf.")
        )
    if user.nip:
        faults |= nip_faults(user.nip)
    if user.phone and not _PHONE.fullmatch(user.phone):
        faults["phone"] = Fault(
            "phone-shape", words("Nomor telepon tidak terbaca; contoh: 0812-3456-7890.")
        )
    if user.email and not _is_email(user.email):
        faults["email"] = Fault(
            "email-shape", words("Alamat surel tidak terbaca; contoh: nama@kantor.example.")
        )
    return faults


def nip_faults(nip: str, *, owner: User | None = None) -> dict[str, Fault]:
    """What is wrong with a NIP: 18 figures, and nobody's but the owner's."""
    if not re.fullmatch(r"[0-9]{18}", nip):
        return {"nip": Fault("nip-shape", words("NIP terdiri dari tepat 18 angka."))}
    if User.objects.filter(nip=nip).exclude(pk=owner.pk if owner else None).exists():
        return {"nip": Fault("nip-taken", words("NIP ini sudah dipakai oleh akun lain."))}
    return {}


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _password_faults(password: str | None, user: User) -> dict[str, Fault]:
    if password is None:
        return {}
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {
            "password": Fault(
                "password-weak",
                words("Kata sandi belum cukup kuat: %(reasons)s"),
                {"reasons": " ".join(error.messages)},
            )
        }
    return {}
