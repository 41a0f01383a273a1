"""`sigap report`: registers a disruption report from the shell."""

from argparse import ArgumentParser
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from sigap.config.command import WRONG_USE, SigapCommand, actor_named
from sigap.incidents.actions.intake import report_incident
from sigap.incidents.actions.reports import Report
from sigap.kit import clock


class Command(SigapCommand):
    """Prints the number of the new case; `--json` also its tracking code and addresses."""

    help = "Catat laporan gangguan dari baris perintah; nomor gangguan yang dicetak."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, metavar="NAME", help="siapa yang mencatat")
        parser.add_argument("--category", required=True, help="kunci kategori")
        parser.add_argument("--summary", required=True, help="ringkasan gangguan")
        parser.add_argument("--agency", default="", help="kunci Perangkat Daerah")
        parser.add_argument("--site", default="", help="kunci lokasi")
        parser.add_argument("--device", default="", help="kunci perangkat jaringan")
        parser.add_argument("--description", default="", help="uraian")
        parser.add_argument("--channel", default="perintah", help="saluran laporan")
        parser.add_argument("--reporter-name", default="", help="nama pelapor")
        parser.add_argument("--reporter-phone", default="", help="telepon pelapor")
        parser.add_argument("--reported-at", metavar="WAKTU", help="waktu lapor, ISO 8601")
        parser.add_argument("--backdate-reason", default="", help="alasan bila dicatat terlambat")
        parser.add_argument("--external-ref", default="", help="nomor di sistem lain")
        parser.add_argument("--follows", default="", metavar="NOMOR", help="gangguan induknya")
        parser.add_argument("--json", action="store_true", help="keluaran untuk mesin")

    def handle(self, **options: Any) -> None:
        options["reported_at"] = _moment(options["reported_at"])
        given = {
            field.name: options[field.name] for field in fields(Report) if field.name in options
        }
        incident = report_incident(
            Report(**given),
            at=clock.now(),
            by=actor_named(options["user"]),
            follows=options["follows"],
        )
        if not options["json"]:
            self.stdout.write(incident.number)
            return
        self.say_json(
            {
                "number": incident.number,
                "url": f"{settings.SIGAP_BASE_URL}/gangguan/{incident.number}/",
                "tracking_url": f"{settings.SIGAP_BASE_URL}/lacak/{incident.tracking_code}",
            }
        )


def _moment(text: str | None) -> datetime | None:
    """A moment as typed; without an offset it is meant in the zone of the installation."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"--reported-at: “{text}” bukan waktu; tulis misalnya 2026-11-23T09:15",
            returncode=WRONG_USE,
        ) from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
