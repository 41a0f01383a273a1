"""What our commands share: refusals said as sentences, and exit codes that mean something."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from sigap.domain.actor import Actor
from sigap.domain.errors import Invalid, Refusal
from sigap.domain.procedure_faults import FileFaults
from sigap.kit import clock
from sigap.people.models import User
from sigap.people.queries import acting

FAILED = 1
WRONG_USE = 2


class Told(Protocol):
    """Anything the product says as a sentence with places: a fault, a broken entry, a bad line."""

    @property
    def template(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...


class SigapCommand(BaseCommand):
    """A command that ends with code 1 and a plain sentence when an act is refused."""

    requires_system_checks: list[str] = []

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; a refusal of the product becomes a CommandError."""
        try:
            return super().execute(*args, **options)
        except Refusal as refusal:
            raise CommandError(said(refusal), returncode=FAILED) from refusal

    def say_json(self, value: Any) -> None:
        """Write one JSON value for a program that reads this output."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def say_faults(self, file: str, refusal: FileFaults, *, as_json: bool) -> None:
        """Name every fault of a file with its line: for people on the error output, or as JSON."""
        if as_json:
            faults = [
                {"line": fault.line, "code": fault.code, "reason": sentence(fault)}
                for fault in refusal.faults
            ]
            self.say_json({"file": file, "ok": False, "faults": faults})
            return
        for fault in refusal.faults:
            self.stderr.write(f"{file}:{fault.line}: {sentence(fault)} [{fault.code}]")


def sentence(told: Told) -> str:
    """The sentence in the language of the installation: translated first, then filled."""
    text = gettext(told.template)
    return text % told.params if told.params else text


def said(refusal: Refusal) -> str:
    """A refusal as the shell shows it: its sentence, then every faulty field on its own line."""
    lines = [sentence(refusal.fault)]
    if isinstance(refusal, Invalid):
        lines += [f"  {name}: {sentence(fault)}" for name, fault in refusal.faults.items()]
    return "\n".join(lines)


def read_text(name: str) -> str:
    """The text of a file, or of the standard input for "-"; CommandError (code 2) when it cannot
    be read as UTF-8."""
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=WRONG_USE) from error
    except UnicodeDecodeError as error:
        message = gettext("%(file)s bukan teks UTF-8 (bita ke-%(place)s).")
        raise CommandError(
            message % {"file": name, "place": error.start}, returncode=WRONG_USE
        ) from error


def user_named(name: str) -> User:
    """The user with this user name; CommandError (code 2) when there is none."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise CommandError(
            gettext("Tidak ada pengguna “%(name)s”.") % {"name": name}, returncode=WRONG_USE
        )
    return user


def actor_named(name: str) -> Actor:
    """This user with the offices held now; CommandError (code 2) when there is none."""
    return acting(user_named(name), at=clock.now())
