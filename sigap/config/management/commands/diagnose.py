"""`sigap diagnose`: look at a site's network now, say what is wrong, and keep what it rests on."""

from argparse import ArgumentParser
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from sigap.config.command import FAILED, SigapCommand, sentence
from sigap.domain.actor import SYSTEM
from sigap.domain.diagnosis import Cause, SiteDiagnosis, State
from sigap.domain.evidence import Told
from sigap.kit import clock
from sigap.monitoring.actions.diagnosing import diagnose_site
from sigap.monitoring.models import Diagnosis
from sigap.monitoring.queries.diagnoses import concluded


class Command(SigapCommand):
    """Exit codes: 0 the site is well, 1 it is not, or nothing can be said, 2 wrong use."""

    help = "Diagnosis jaringan satu lokasi sekarang: penyebab, bukti, dan usulan tindakan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("site", metavar="SITE", help="kunci lokasi di inventaris")
        parser.add_argument("--device", default="", help="kunci perangkat di lokasi itu")
        parser.add_argument("--json", action="store_true", help="keluaran untuk mesin")

    def handle(self, **options: Any) -> None:
        row = diagnose_site(
            options["site"], device_key=options["device"], at=clock.now(), by=SYSTEM
        )
        told = concluded(row)
        if options["json"]:
            self.say_json({"key": row.key, "took_ms": row.took_ms, **row.result})
        else:
            self._say(row, told)
        if told.state is not State.WELL:
            raise SystemExit(FAILED)

    def _say(self, row: Diagnosis, told: SiteDiagnosis) -> None:
        seconds = f"{row.took_ms / 1000:.1f}".replace(".", ",")
        self.stdout.write(f"{row.site}: {told.state.value} ({seconds} s, {row.key})")
        for cause in told.causes:
            self._say_cause(cause)
        proposal = told.proposal
        self.stdout.write(f"{gettext('Usulan')}: {proposal.way.value}. {_said(proposal.why)}")
        for direction in proposal.directions:
            self.stdout.write(f"  - {_said(direction)}")
        for note in told.notes:
            self.stdout.write(f"{gettext('Catatan')}: {_said(note)}")

    def _say_cause(self, cause: Cause) -> None:
        aside = "" if cause.ours else gettext(" (bukan penyebab di lokasi ini)")
        said = f"{_said(cause.told)} [{gettext('keyakinan')} {cause.confidence.value}]{aside}"
        self.stdout.write(said)
        for evidence in cause.evidence:
            self.stdout.write(f"    {localtime(evidence.at):%H.%M.%S} {_said(evidence.told)}")
        for other in cause.alternatives:
            self.stdout.write(f"    {gettext('mungkin juga')}: {_said(other)}")


def _said(told: Told) -> str:
    """A phrase in the installation's language; phrases in its places are translated first."""
    filled = {
        name: _said(value) if isinstance(value, Told) else value
        for name, value in told.params.items()
    }
    return sentence(Told(told.template, filled))
