"""`sigap probe-agent`: probes a segment that the centre cannot reach; needs no database."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext

from sigap.config.command import FAILED, WRONG_USE, SigapCommand
from sigap.kit import clock
from sigap.monitoring.agent import Centre, NoSafeWay, Outbox, ProbeAgent


class Command(SigapCommand):
    """Exit codes: 0 told to stop, 1 the token is refused, 2 wrong use."""

    help = "Jalankan agen pemeriksa untuk satu segmen; hasilnya dikirim ke pusat lewat HTTPS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--server", required=True, metavar="URL", help="alamat Sigap di pusat")
        parser.add_argument(
            "--token-file",
            required=True,
            type=Path,
            metavar="FILE",
            help="berkas berisi kunci agen",
        )
        parser.add_argument(
            "--buffer",
            type=Path,
            default=Path("agen-sigap.db"),
            metavar="FILE",
            help="tempat hasil menunggu selama pusat tak terjangkau",
        )

    def handle(self, **options: Any) -> None:
        try:
            token = options["token_file"].read_text(encoding="utf-8").strip()
            centre = Centre(options["server"], token)
            outbox = Outbox(options["buffer"])
        except OSError as error:
            raise CommandError(
                f"{error.filename}: {error.strerror}", returncode=WRONG_USE
            ) from error
        except NoSafeWay:
            told = gettext("--server harus https://; http:// hanya untuk mesin ini sendiri.")
            raise CommandError(told, returncode=WRONG_USE) from None
        stop = threading.Event()

        def ask(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, ask)
        agent = ProbeAgent(centre, outbox, clock.now)
        agent.run(stop)
        if agent.refused.is_set():
            told = gettext("Pusat menolak kunci agen ini; hasil yang menunggu tetap disimpan.")
            raise CommandError(told, returncode=FAILED)
