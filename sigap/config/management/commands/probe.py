"""`sigap probe`: ask a device, a site or an address of the inventory now, from this machine."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from sigap.config.command import FAILED, SigapCommand
from sigap.domain.answers import WORDS, Answer, graded
from sigap.domain.errors import NotFound, words
from sigap.domain.health import Grade
from sigap.inventory.models import Device
from sigap.kit import clock
from sigap.monitoring.actions.checks import centre
from sigap.monitoring.actions.orders import questions, way_to
from sigap.monitoring.plain import hop_words, reading_plain
from sigap.monitoring.probes.round import Round, probe
from sigap.monitoring.queries.targets import devices_meant


class Command(SigapCommand):
    """Exit codes: 0 everything answers, 1 something does not, 2 wrong use. Nothing is stored."""

    help = "Periksa sekarang satu lokasi, perangkat, atau alamat yang ada di inventaris."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", metavar="SITE|DEVICE|ADDRESS", help="kunci lokasi, kunci perangkat, alamat"
        )
        parser.add_argument("--trace", action="store_true", help="telusuri juga jalurnya")
        parser.add_argument("--json", action="store_true", help="keluaran untuk mesin")

    def handle(self, **options: Any) -> None:
        devices = devices_meant(options["target"])
        if not devices:
            raise NotFound(
                "target-unknown",
                words("“%(target)s” bukan lokasi, perangkat, atau alamat di inventaris."),
                target=options["target"],
            )
        at = clock.now()
        asked = [(device, *question) for device in devices for question in questions(device)]
        heard = probe([target for _, target, _ in asked], at=at, known_good=centre().known_good)
        ways = {
            device.key: way_to(device.management_address or "", at=at)
            for device in devices
            if options["trace"]
        }
        lines = [(device, label) for device, _, label in asked]
        say = self._say_json if options["json"] else self._say
        say(options["target"], lines, heard, ways)
        if any(graded(each.answer) is not Grade.GOOD for each in heard.readings):
            raise SystemExit(FAILED)

    def _say_json(
        self,
        target: str,
        lines: Sequence[tuple[Device, str]],
        heard: Round,
        ways: dict[str, Any],
    ) -> None:
        readings = [
            {"device": device.key, "site": device.site.key, **reading_plain(reading, label=label)}
            for (device, label), reading in zip(lines, heard.readings, strict=True)
        ]
        trouble = heard.proof.trouble
        self.say_json({"target": target, "trouble": trouble, "readings": readings, "ways": ways})

    def _say(
        self,
        target: str,
        lines: Sequence[tuple[Device, str]],
        heard: Round,
        ways: dict[str, Any],
    ) -> None:
        if heard.proof.trouble:
            self.stderr.write(gettext(heard.proof.trouble))
        for (device, label), reading in zip(lines, heard.readings, strict=True):
            what = " ".join(filter(None, (reading.target.kind, label)))
            told = gettext(WORDS[Answer(reading.answer)])
            if reading.rtt is not None:
                told += f", {reading.rtt * 1000:.2f} ms"
            if 0 < reading.lost < reading.sent:
                told += f", {reading.lost}/{reading.sent} " + gettext("hilang")
            if reading.detail:
                told += f" ({reading.detail})"
            self.stdout.write(f"{device.key}  {reading.target.address or '–'}  {what}: {told}")
        for key, way in ways.items():
            self.stdout.write(f"{key}:")
            for hop in way["hops"] if way else ():
                self.stdout.write(f"  {hop['distance']:2}  {hop_words(hop)}")
