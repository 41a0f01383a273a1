"""The fixed cast of the tests: the people of the procedure, two agencies and their sites.

`cast(at)` writes rows directly, without the ledger and without hashing a password: sign in with
`client.force_login(cast.user("kabid"))`.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sigap.domain.actor import Actor
from sigap.domain.calendarcontent import as_json
from sigap.domain.workcalendar import PERPRES_21_2023
from sigap.inventory.models import Device, Site
from sigap.people.models import (
    Agency,
    Appointment,
    CalendarVersion,
    Position,
    ServiceClass,
    User,
    WorkingCalendar,
    WorkingPattern,
)
from sigap.people.queries import acting
from sigap.people.worktime import content_of, forget_calendars

MONDAY_MORNING = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)
"""Senin, 23 November 2026 pukul 09.15 WIB."""

AGENCIES = (
    ("diskominfostandi", "Dinas Komunikasi, Informatika, Statistik dan Persandian", "Kominfo"),
    ("dinas-pendidikan", "Dinas Pendidikan", "Disdik"),
    ("dinas-kesehatan", "Dinas Kesehatan", "Dinkes"),
)

# user name, full name, position key, agency of a contact
PEOPLE = (
    ("kadis", "Dr. H. Surya Nugraha, S.H.", "kadis", None),
    ("kabid", "Hj. Ratna Kusumawardani, S.Kom., M.Si.", "kabid", None),
    ("kasi", "Bambang Wicaksono, S.T., M.T.", "kasi", None),
    ("admin-jaringan", "Joko Priyambodo, S.Kom.", "admin-jaringan", None),
    ("pelaksana", "Rina Anggraeni, S.T.", "pelaksana", None),
    ("pelaksana-2", "Dedi Supriatna, A.Md.Kom.", "pelaksana", None),
    ("operator", "Wulan Maharani, S.I.Kom.", "operator", None),
    ("auditor", "Endah Puspitasari, S.E.", "auditor", None),
    ("admin", "Fajar Setiadi, S.Kom.", "admin", None),
    ("opd-pendidikan", "Agus Hermawan, S.Pd.", "kontak-dinas-pendidikan", "dinas-pendidikan"),
    ("opd-kesehatan", "dr. Lestari Widyaningrum", "kontak-dinas-kesehatan", "dinas-kesehatan"),
)

# position key, title, role
POSITIONS = (
    ("kadis", "Kepala Dinas", "kadis"),
    ("kabid", "Kepala Bidang TIK", "kabid"),
    ("kasi", "Kepala Seksi Infrastruktur Jaringan TIK dan Telekomunikasi", "kasi"),
    ("admin-jaringan", "Administrator Sistem Jaringan", "admin-jaringan"),
    ("pelaksana", "Pelaksana", "pelaksana"),
    ("operator", "Operator Meja Layanan", "operator"),
    ("auditor", "Auditor (Inspektorat)", "auditor"),
    ("admin", "Administrator Aplikasi", "admin"),
    ("kontak-dinas-pendidikan", "Narahubung Dinas Pendidikan", "kontak"),
    ("kontak-dinas-kesehatan", "Narahubung Dinas Kesehatan", "kontak"),
)

# key, name, agency, kind, key of the upstream, critical, service class; upstreams come first
SITES = (
    ("pop-inti", "POP Inti", "diskominfostandi", "pop", "", True, "24x7"),
    ("pop-jatiasih", "POP Jatiasih", "diskominfostandi", "pop", "pop-inti", False, "24x7"),
    ("kantor-disdik", "Dinas Pendidikan", "dinas-pendidikan", "opd", "pop-inti", False, ""),
    ("smp-negeri-9", "SMP Negeri 9", "dinas-pendidikan", "sekolah", "pop-jatiasih", False, ""),
    ("kantor-dinkes", "Dinas Kesehatan", "dinas-kesehatan", "opd", "pop-inti", False, ""),
    (
        "pkm-jatiasih",
        "Puskesmas Jatiasih",
        "dinas-kesehatan",
        "puskesmas",
        "pop-jatiasih",
        True,
        "",
    ),
    ("rsud", "RSUD Contoh", "dinas-kesehatan", "rsud", "pop-inti", True, "24x7"),
)


@dataclass
class Cast:
    """Everybody and everything `cast` made, by key."""

    at: datetime
    users: dict[str, User]
    positions: dict[str, Position]
    agencies: dict[str, Agency]
    sites: dict[str, Site]
    devices: dict[str, Device]
    _actors: dict[str, Actor] = field(default_factory=dict)

    def user(self, key: str) -> User:
        """The account, for example to sign in with."""
        return self.users[key]

    def actor(self, key: str) -> Actor:
        """The person with the offices held at `at`."""
        if key not in self._actors:
            self._actors[key] = acting(self.users[key], at=self.at)
        return self._actors[key]

    def agency(self, key: str) -> Agency:
        """The agency of this key."""
        return self.agencies[key]

    def site(self, key: str) -> Site:
        """The site of this key."""
        return self.sites[key]


def cast(at: datetime = MONDAY_MORNING) -> Cast:
    """Everybody in office since a year before `at`, and the calendars "kota" and "24x7"."""
    calendars()
    agencies = {
        row.key: row
        for row in Agency.objects.bulk_create(
            Agency(key=key, name=name, short_name=short, kind="dinas")
            for key, name, short in AGENCIES
        )
    }
    positions = {
        row.key: row
        for row in Position.objects.bulk_create(
            Position(key=key, title=title, role=role, agency=agencies.get(key[7:]))
            for key, title, role in POSITIONS
        )
    }
    users = people(agencies, positions, since=at - timedelta(days=365))
    placed = sites(agencies)
    switch = Device(key="sw-disdik", name="Switch Disdik", kind="switch")
    switch.site = placed["kantor-disdik"]
    switch.save()
    return Cast(at, users, positions, agencies, placed, {switch.key: switch})


def people(
    agencies: dict[str, Agency], positions: dict[str, Position], *, since: datetime
) -> dict[str, User]:
    """The accounts and their substantive appointments, by user name."""
    users = User.objects.bulk_create(
        User(
            username=key,
            name=name,
            email=f"{key}@sigap.example",
            password="!cannot-sign-in-with-a-password",
            agency=agencies[agency] if agency else None,
        )
        for key, name, _, agency in PEOPLE
    )
    Appointment.objects.bulk_create(
        Appointment(user=user, position=positions[seat], starts_at=since)
        for user, (_, _, seat, _) in zip(users, PEOPLE, strict=True)
    )
    return {user.username: user for user in users}


def sites(agencies: dict[str, Agency]) -> dict[str, Site]:
    """The sites of both agencies and the two POPs above them, by key."""
    placed: dict[str, Site] = {}
    for key, name, agency, kind, upstream, critical, service_class in SITES:
        placed[key] = Site.objects.create(
            key=key,
            name=name,
            agency=agencies[agency],
            kind=kind,
            upstream=placed.get(upstream),
            critical=critical,
            service_class=service_class,
        )
    return placed


def calendars() -> dict[str, WorkingCalendar]:
    """ "kota" (WIB, Perpres 21/2023, neither holidays nor Ramadan), "24x7", and their classes."""
    kota = WorkingCalendar.objects.create(key="kota", name="Jam kerja", zone="Asia/Jakarta")
    always = WorkingCalendar.objects.create(key="24x7", name="Terus-menerus", always=True)
    pattern = PERPRES_21_2023
    WorkingPattern.objects.create(
        calendar=kota,
        valid_from=pattern.valid_from,
        hours=[[[str(a), str(b)] for a, b in day] for day in pattern.hours],
        ramadan_hours=[[[str(a), str(b)] for a, b in day] for day in pattern.ramadan_hours],
        day_minutes=450,
        ramadan_day_minutes=390,
        source="Perpres 21/2023",
    )
    for calendar in (kota, always):
        CalendarVersion.objects.create(
            calendar=calendar,
            number=1,
            content=as_json(content_of(calendar)),
            about="awal",
            source="Perpres 21/2023",
            changed_at=MONDAY_MORNING - timedelta(days=365),
            changed_by={"key": "sigap", "name": "Sigap", "capacity": "Sistem"},
        )
    ServiceClass.objects.create(key="jam-kerja", name="Jam kerja kantor", calendar=kota)
    ServiceClass.objects.create(
        key="24x7", name="Siaga", calendar=always, covers_out_of_hours=True, position=1
    )
    forget_calendars()
    return {"kota": kota, "24x7": always}
