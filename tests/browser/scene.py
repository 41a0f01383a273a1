"""Cases in every state a page can show, each made when it is first asked for."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Final

from PIL import Image

from sigap.incidents.actions.attachments import attach_file
from sigap.incidents.actions.cyber import restrict_incident
from sigap.incidents.actions.exceptions import cancel_incident, record_deviation
from sigap.incidents.actions.steps import hold_step
from sigap.incidents.models import Incident
from sigap.notifications.models import Notice
from tests.office import CHECKED, FIELD, PROCEDURES, REMOTE, Office

# By state: the acts that lead there.
WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "disposisi": (),
    "arahan": ("disposisikan",),
    "penanganan": FIELD[:2],
    "perbaikan": FIELD[:3],
    "laporan-lengkap": FIELD,
    "pemeriksaan": (*REMOTE, "laporkan-kasi"),
    "konfirmasi": (*REMOTE, *CHECKED),
    "dikembalikan": (*FIELD, "kembalikan"),
    "selesai": (*FIELD, "kembalikan", "laporkan", *CHECKED, "konfirmasikan"),
}


class Scene:
    """An office with one case for every state; `case("tertunda")` is always the same one."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._cases: dict[str, Incident] = {}
        self._special: Mapping[str, Callable[[], Incident]] = {
            "tertunda": self._held,
            "induk": self._parent,
            "turunan": self._child,
            "menyimpang": self._deviated,
            "siber": self._restricted,
            "dibatalkan": self._cancelled,
            "berkas": self._with_file,
            "terlambat": self._late,
        }

    def case(self, state: str) -> Incident:
        """The case in this state."""
        if state not in self._cases:
            make = self._special.get(state) or (lambda: self._walked(state))
            self._cases[state] = make()
        return self._cases[state]

    def page(self, state: str, rest: str = "") -> str:
        """The address of that case's page, or of something below it."""
        return f"/gangguan/{self.case(state).number}/{rest}"

    def tracked(self, state: str, rest: str = "") -> str:
        """The public address of that case."""
        return f"/lacak/{self.case(state).tracking_code}{rest}"

    def notice(self, who: str) -> str:
        """The address of a notice of this person."""
        self.case("disposisi")
        return f"/pemberitahuan/{Notice.objects.filter(user__username=who).latest('pk').pk}"

    def sop(self, *changes: tuple[str, str]) -> str:
        """The disruption SOP as text, as a version to come, with these changes."""
        text = (PROCEDURES / "penanganan-gangguan.v1.toml").read_text(encoding="utf-8")
        for old, new in (("versi = 1", "versi = 2"), *changes):
            assert old in text
            text = text.replace(old, new, 1)
        return text

    def _walked(self, state: str) -> Incident:
        return self.office.walk(self.office.report(), *WAYS[state], minutes=3)

    def _held(self) -> Incident:
        case = self._walked("penanganan")
        return hold_step(
            case.number,
            reason="vendor-isp",
            evidence="INC-889120",
            until=self.office.at + timedelta(days=1),
            at=self.office.at,
            by=self.office.cast.actor("admin-jaringan"),
        )

    def _parent(self) -> Incident:
        self.case("turunan")
        return self._cases["induk"]

    def _child(self) -> Incident:
        parent = self.office.report(site="pop-jatiasih", summary="Listrik POP padam")
        self._cases["induk"] = self.office.walk(parent, *WAYS["penanganan"])
        return self.office.report(site="pkm-jatiasih", follows=parent.number)

    def _deviated(self) -> Incident:
        case = self._walked("arahan")
        return record_deviation(
            case.number,
            kind="perintah-lisan",
            reason="Diperintahkan lewat telepon saat banjir.",
            authority="Kepala Dinas",
            at=self.office.wait(minutes=1),
            by=self.office.cast.actor("kasi"),
        )

    def _restricted(self) -> Incident:
        case = self._walked("penanganan")
        return restrict_incident(
            case.number,
            reason="Surat tebusan di layar kasir",
            personal_data=True,
            at=self.office.wait(minutes=1),
            by=self.office.cast.actor("kasi"),
        )

    def _cancelled(self) -> Incident:
        case = self.office.report()
        return cancel_incident(
            case.number,
            reason="keliru",
            explanation="Ternyata steker terlepas.",
            at=self.office.wait(minutes=1),
            by=self.office.cast.actor("kabid"),
        )

    def _with_file(self) -> Incident:
        case = self._walked("penanganan")
        photo = BytesIO()
        Image.new("RGB", (32, 24), "teal").save(photo, "PNG")
        photo.seek(0)
        by, at = self.office.cast.actor("admin-jaringan"), self.office.wait(minutes=1)
        attach_file(case.number, name="rak.png", stream=photo, at=at, by=by)
        return case

    def _late(self) -> Incident:
        case = self._walked("penanganan")
        self.office.wait(hours=2)
        return case
