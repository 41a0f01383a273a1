"""`sigap signer make-test-key`: a key with which signatures can be tried out."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext

from sigap.config.command import SigapCommand
from sigap.documents.signers.testkey import make_key
from sigap.kit import clock


class Command(SigapCommand):
    """Prints the variables that make Sigap sign with the key; the password is shown this once."""

    help = "Buat kunci uji untuk mencoba tanda tangan lokal; bukan untuk naskah resmi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        make = acts.add_parser("make-test-key", help="buat berkas .p12 yang menandatangani sendiri")
        make.add_argument("file", type=Path, help="berkas yang dibuat, misalnya var/kunci-uji.p12")

    def handle(self, **options: Any) -> None:
        place = options["file"].resolve()
        try:
            password = make_key(place, at=clock.now())
        except OSError as error:
            reason = gettext("%(file)s tidak dapat dibuat: %(reason)s")
            raise CommandError(reason % {"file": place, "reason": error.strerror}) from None
        self.stdout.write(
            f"SIGAP_SIGNER=local\nSIGAP_SIGNER_P12={place}\nSIGAP_SIGNER_P12_PASSWORD={password}"
        )
