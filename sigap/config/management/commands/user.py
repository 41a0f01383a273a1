"""`sigap user`: the first people of an installation, and a way back in for those locked out."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.db import transaction
from django.utils.translation import gettext

from sigap.config.command import WRONG_USE, SigapCommand, user_named
from sigap.domain.actor import SYSTEM
from sigap.kit import clock
from sigap.people.actions import appoint, create_user, set_password
from sigap.people.actions.factors import remove_every_factor
from sigap.people.actions.sessions import end_other_sessions
from sigap.people.models import Position, User


class Command(SigapCommand):
    """Prints the user name and a password made for it; it is shown this once."""

    help = "Tambah orang beserta jabatannya, atau beri kata sandi baru."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        add = acts.add_parser("add", help="tambah orang dan isi jabatannya")
        add.add_argument("username", help="nama pengguna, misalnya kabid")
        add.add_argument("--name", required=True, help="nama lengkap dengan gelar")
        add.add_argument("--position", required=True, metavar="KUNCI", help="misalnya kabid, admin")
        add.add_argument("--email", default="")
        add.add_argument("--nip", default="")
        add.add_argument("--decree", default="", help="nomor keputusan pengangkatan")
        again = acts.add_parser("password", help="beri kata sandi baru")
        again.add_argument("username")
        again.add_argument(
            "--reset",
            action="store_true",
            help="lepaskan juga aplikasi kode dan kunci sandinya, dan akhiri semua sesinya",
        )

    def handle(self, **options: Any) -> None:
        password = secrets.token_urlsafe(12)
        if options["act"] == "add":
            self._add(options, password)
        else:
            _let_in_again(user_named(options["username"]), password, reset=options["reset"])
        self.stdout.write(f"{options['username']} {password}")

    @transaction.atomic
    def _add(self, told: dict[str, Any], password: str) -> None:
        """The account and the office in it, or neither."""
        position = Position.objects.filter(key=told["position"]).select_related("agency").first()
        if position is None:
            keys = ", ".join(Position.objects.exclude(role="kontak").values_list("key", flat=True))
            sentence = gettext(
                "Tidak ada jabatan “%(key)s”. Yang ada: %(keys)s, dan kontak-… untuk narahubung."
            )
            raise CommandError(
                sentence % {"key": told["position"], "keys": keys}, returncode=WRONG_USE
            )
        at = clock.now()
        user = create_user(
            told["username"],
            told["name"],
            nip=told["nip"],
            email=told["email"],
            agency=position.agency if position.role == "kontak" else None,
            password=password,
            at=at,
            by=SYSTEM,
        )
        appoint(user, position, starts_at=at, decree_number=told["decree"], at=at, by=SYSTEM)


@transaction.atomic
def _let_in_again(user: User, password: str, *, reset: bool) -> None:
    at = clock.now()
    set_password(user, password, at=at, by=SYSTEM)
    if reset:
        remove_every_factor(user, at=at, by=SYSTEM)
        end_other_sessions(user, but=None, at=at, by=SYSTEM)
