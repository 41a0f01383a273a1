"""The invented people of the demo city: one in every role, and contacts of several agencies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sigap.domain.actor import Actor
from sigap.people.actions import write_down
from sigap.people.actions.record import PEOPLE_STREAM
from sigap.people.models import Agency, Appointment, Position, User

# Before the demo's half year of past cases begins.
IN_OFFICE_SINCE = datetime(2025, 1, 2, 0, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; `agency` is set for the contacts only."""

    username: str
    name: str
    nip: str
    agency: str = ""


# The numbers are well formed (birth 8, appointment 6, sex 1, serial 3) and nobody's: everybody is
# born on the first of January and the serials begin at 901.
PEOPLE = (
    Person("kadis", "Dr. H. Surya Nugraha, S.H., M.A.P.", "196901011994031901"),
    Person("kabid", "Hj. Ratna Kusumawardani, S.Kom., M.Si.", "197401011999032902"),
    Person("kasi", "Bambang Wicaksono, S.T., M.T.", "197901012005011903"),
    Person("admin-jaringan", "Joko Priyambodo, S.Kom.", "198601012010011904"),
    Person("pelaksana", "Rina Anggraeni, S.T.", "199201012019032905"),
    Person("pelaksana-2", "Dedi Supriatna, A.Md.Kom.", "199401012020121906"),
    Person("operator", "Wulan Maharani, S.I.Kom.", "199501012022032907"),
    Person("auditor", "Endah Puspitasari, S.E., Ak.", "198101012006042908"),
    Person("admin", "Fajar Setiadi, S.Kom.", "199001012015031909"),
    Person(
        "opd-pendidikan", "Agus Hermawan, S.Pd., M.M.", "198301012009021910", "dinas-pendidikan"
    ),
    Person(
        "opd-kesehatan", "dr. Lestari Widyaningrum, M.K.M.", "198501012011012911", "dinas-kesehatan"
    ),
    Person(
        "opd-rsud", "Yusuf Firmansyah, S.Kom.", "199101012017051912", "rsud-chasbullah-abdulmadjid"
    ),
    Person("opd-dukcapil", "Nining Kartika, S.Sos.", "198701012012122913", "dinas-dukcapil"),
    Person("opd-damkar", "Rudi Gunawan, S.T.", "198401012008011914", "dinas-pemadam-kebakaran"),
    Person("opd-perhubungan", "Teguh Santoso, A.Md.", "199301012018031915", "dinas-perhubungan"),
    Person(
        "opd-bekasi-timur",
        "Neneng Komalasari, S.AP.",
        "198801012014022916",
        "kecamatan-bekasi-timur",
    ),
    Person(
        "opd-bekasi-utara", "Asep Mulyana, S.IP.", "198201012007011917", "kecamatan-bekasi-utara"
    ),
    Person(
        "opd-medan-satria", "Yanti Rosmiati, S.Sos.", "198901012015022918", "kecamatan-medan-satria"
    ),
)


@transaction.atomic
def load_demo_people(*, at: datetime, by: Actor, password: str) -> list[User]:
    """Add the demo people who are missing, each in office since January 2025; answers the added.

    Needs the agencies and positions of `load_reference`. All share one password: they are hashed
    once, because hashing is slow on purpose.
    """
    agencies = {agency.key: agency for agency in Agency.objects.all()}
    positions = {position.key: position for position in Position.objects.all()}
    known = set(User.objects.values_list("username", flat=True))
    people = [person for person in PEOPLE if person.username not in known]
    if not people:
        return []
    hashed = make_password(password)
    users = User.objects.bulk_create(_user(person, hashed, agencies) for person in people)
    start = min(at, IN_OFFICE_SINCE)
    appointments = Appointment.objects.bulk_create(
        Appointment(
            user=user,
            position=positions[_seat(person)],
            decree_number=f"CONTOH/KEP/{user.nip[-3:]}",
            decree_on=(start - timedelta(days=7)).date(),
            starts_at=start,
        )
        for person, user in zip(people, users, strict=True)
    )
    write_down(PEOPLE_STREAM, list(_told(appointments)), at=at, by=by)
    return users


def _user(person: Person, hashed: str, agencies: dict[str, Agency]) -> User:
    office = person.agency or (
        "inspektorat" if person.username == "auditor" else "diskominfostandi"
    )
    return User(
        username=person.username,
        name=person.name,
        nip=person.nip,
        phone=f"0800-0000-0{person.nip[-3:]}",
        email=f"{person.username}@{office}.example",
        agency=agencies.get(person.agency),
        password=hashed,
    )


def _seat(person: Person) -> str:
    if person.agency:
        return f"kontak-{person.agency}"
    return "pelaksana" if person.username == "pelaksana-2" else person.username


def _told(appointments: list[Appointment]) -> Iterator[tuple[str, dict[str, Any]]]:
    for row in appointments:
        yield "akun-dibuat", {"username": row.user.username, "name": row.user.name}
        yield (
            "jabatan-diisi",
            {
                "username": row.user.username,
                "position": row.position.key,
                "kind": row.kind,
                "decree": row.decree_number,
                "starts_at": row.starts_at.isoformat(),
                "ends_at": "",
            },
        )
