"""`sigap agent`: the probe agents of segments that the centre cannot reach."""

from argparse import ArgumentParser
from typing import Any

from sigap.config.command import SigapCommand
from sigap.domain.actor import SYSTEM
from sigap.inventory.queries import device
from sigap.kit import clock
from sigap.monitoring.actions.agents import add_agent, place_device, revoke_agent
from sigap.monitoring.models import Agent


class Command(SigapCommand):
    """`create` prints the token and nothing else, so that a script can keep it."""

    help = "Atur agen pemeriksa: buat, cabut, daftar, dan serahkan perangkat ke segmennya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="buat agen; kuncinya dicetak sekali ini saja")
        create.add_argument("name", metavar="NAMA")
        create.add_argument("--segment", required=True, help="kunci segmennya")
        revoke = acts.add_parser("revoke", help="cabut kunci agen")
        revoke.add_argument("name", metavar="NAMA")
        place = acts.add_parser("place", help="serahkan pemeriksaan perangkat ke satu segmen")
        place.add_argument("device", metavar="PERANGKAT", help="kunci perangkat")
        place.add_argument("--segment", required=True, help="kunci segmen, atau pusat")
        listing = acts.add_parser("list", help="daftar agen")
        listing.add_argument("--json", action="store_true", help="keluaran untuk mesin")

    def handle(self, **options: Any) -> None:
        at = clock.now()
        if options["act"] == "create":
            segment = options["segment"]
            self.stdout.write(add_agent(options["name"], segment=segment, at=at, by=SYSTEM))
        elif options["act"] == "revoke":
            revoke_agent(options["name"], at=at, by=SYSTEM)
        elif options["act"] == "place":
            found = device(options["device"])
            self.stdout.write(str(place_device(found, options["segment"], at=at, by=SYSTEM)))
        else:
            self._list(options)

    def _list(self, options: dict[str, Any]) -> None:
        rows = Agent.objects.select_related("segment")
        if options["json"]:
            self.say_json([_plain(row) for row in rows])
            return
        for row in rows:
            seen = row.seen_at.isoformat() if row.seen_at else "–"
            state = " dicabut" if row.revoked_at else ""
            self.stdout.write(f"{row.name}  {row.segment.key}  {seen}{state}")


def _plain(row: Agent) -> dict[str, Any]:
    seen = {"seen_at": row.seen_at, "revoked_at": row.revoked_at}
    return {"name": row.name, "segment": row.segment.key, **seen}
