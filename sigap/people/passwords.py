"""Refuses passwords that only look complicated: a common word in disguise, or one's own name."""

import re
from functools import cache
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sigap.people.models import User

# Words that every office here would try first; written as `_plain` leaves them.
LOCAL_WORDS: Final = frozenset(
    {
        "admin",
        "administrator",
        "bekasi",
        "bekasikota",
        "bismillah",
        "diskominfo",
        "diskominfostandi",
        "garuda",
        "gangguan",
        "indonesia",
        "jakarta",
        "jaringan",
        "kabid",
        "kadis",
        "kasi",
        "katasandi",
        "kominfo",
        "kotabekasi",
        "merdeka",
        "operator",
        "pancasila",
        "password",
        "pelaksana",
        "pemerintah",
        "pemkot",
        "pemkotbekasi",
        "rahasia",
        "sandi",
        "sayang",
        "selamat",
        "sigap",
        "wifi",
    }
)
_LOOKALIKES: Final = str.maketrans("@4831!05$7", "aabeiiosst")
_LEAST_PART: Final = 4  # letters of a name that make a password personal
_LEAST_DIFFERENT: Final = 5
_RUNS: Final = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890")


class DisguisedPasswordValidator:
    """Undoes the usual disguises ("P@ssw0rd!2026", "Bekasi-1997") and looks at what is left.

    Needs no network: Django's own list of 20,000 passwords ships with it.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError, in the reader's language, for a password that is easy to guess."""
        word = _plain(password)
        if len(set(password.lower())) < _LEAST_DIFFERENT or _is_run(password.lower()):
            raise ValidationError(
                _("Jangan memakai huruf atau angka yang berulang atau berurutan."), "password-run"
            )
        if word in LOCAL_WORDS or word in _common():
            raise ValidationError(
                _("Ini kata yang umum dengan angka atau tanda di sekitarnya; pakai beberapa kata."),
                "password-disguised",
            )
        if user is not None and any(part in word for part in _own_words(user)):
            raise ValidationError(
                _("Jangan memakai nama, nama pengguna, atau NIP Anda sendiri."), "password-own"
            )

    def get_help_text(self) -> str:
        """What a good password is, for beside the field."""
        return _("Beberapa kata yang tidak berhubungan lebih baik daripada satu kata dengan angka.")


def _plain(password: str) -> str:
    """The word behind the disguise: ends cut off, look-alikes undone, letters only."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password.lower())
    return re.sub(r"[^a-z]", "", core.translate(_LOOKALIKES))


def _is_run(password: str) -> bool:
    forms = [run + turned for run in _RUNS for turned in ("", run)]
    return any(password in form or password[::-1] in form for form in forms)


def _own_words(user: User) -> set[str]:
    told = re.split(r"[\W\d_]+", f"{user.username} {user.name} {user.email.split('@')[0]}".lower())
    return {part for part in told if len(part) >= _LEAST_PART}


@cache
def _common() -> frozenset[str]:
    return frozenset(
        word for word in map(_plain, CommonPasswordValidator().passwords) if len(word) > 3
    )
