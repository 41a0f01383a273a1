"""`sigap token create`: a bearer token for the API."""

from argparse import ArgumentParser
from typing import Any

from sigap.config.command import SigapCommand, user_named
from sigap.domain.actor import SYSTEM
from sigap.kit import clock
from sigap.people.actions.tokens import create_token


class Command(SigapCommand):
    """Prints the token and nothing else, so that a script can keep it."""

    help = "Buat token API untuk seorang pengguna; hanya token yang dicetak."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="buat token baru")
        create.add_argument("--user", required=True, metavar="NAME", help="nama pengguna")
        create.add_argument("--label", default="sigap token create", help="untuk apa token ini")

    def handle(self, **options: Any) -> None:
        user = user_named(options["user"])
        token = create_token(user, label=options["label"], at=clock.now(), by=SYSTEM)
        self.stdout.write(token)
