"""`sigap doctor`: checks the whole installation and says what to do about what is ill."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from sigap.config.command import FAILED, SigapCommand
from sigap.config.doctor import examine


class Command(SigapCommand):
    """Exit codes: 0 all is well, 1 something is not."""

    help = "Periksa seluruh pemasangan: basis data, migrasi, pekerja, SOP, surel."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="keluaran untuk mesin")

    def handle(self, **options: Any) -> None:
        findings = list(examine())
        well = all(finding.ok for finding in findings)
        if options["json"]:
            self.say_json({"ok": well, "checks": [asdict(finding) for finding in findings]})
        else:
            for finding in findings:
                mark = "baik " if finding.ok else "SAKIT"
                self.stdout.write(f"{mark}  {finding.name:<12}{finding.detail}")
        if not well:
            raise SystemExit(FAILED)
