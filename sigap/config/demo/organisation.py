"""What the demo tells of its people: ranks, certificates, a past Plh., a seat that fell empty."""

from datetime import date, datetime, timedelta

from sigap.domain.actor import Actor
from sigap.domain.names import taken_apart
from sigap.incidents.actions.successions import watch_offices
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.people import actions
from sigap.people.models import Position, User

DAY = timedelta(days=1)

# user name, pangkat, golongan, how many days ago it was given
RANKS = (
    ("kadis", "Pembina Utama Muda", "IV/c", 960),
    ("kabid", "Pembina", "IV/a", 420),
    ("kasi", "Penata Tingkat I", "III/d", 780),
    ("admin-jaringan", "Penata", "III/c", 1330),
    ("pelaksana", "Penata Muda", "III/a", 1150),
    ("pelaksana-2", "Pengatur", "II/c", 950),
    ("operator", "Penata Muda", "III/a", 240),
)
# user name, place in the SOP's list of qualifications, evidence, days until it expires (0: never)
CERTIFICATES = (
    ("admin-jaringan", 0, "Ijazah S1 Teknik Informatika", 0),
    ("admin-jaringan", 1, "Sertifikat administrasi Linux (contoh)", 400),
    ("admin-jaringan", 2, "Sertifikat MikroTik (contoh)", 210),
    ("pelaksana", 0, "Ijazah S1 Teknik Komputer", 0),
    ("pelaksana", 2, "Sertifikat MikroTik (contoh)", -35),
    ("pelaksana-2", 1, "Pelatihan Linux dasar (contoh)", 0),
)
EMPTY_SEAT = "pelaksana-wilayah-utara"


def put_on(*, at: datetime, by: Actor) -> None:
    """Record it all as the administrator would have; needs people, offices and the SOP."""
    people = {user.username: user for user in User.objects.all()}
    for username, rank, grade, days in RANKS:
        since = (at - days * DAY).date().replace(day=1)
        _rank(people[username], rank, grade, since, at=at, by=by)
    # Nobody's: no Indonesian NIK begins with 00.
    actions.record_nik(people["kabid"], "0000010101740002", at=at, by=by)
    wanted = parsed(in_force(DISRUPTION)).identity.qualifications
    for username, place, evidence, days in CERTIFICATES:
        actions.record_qualification(
            people[username],
            wanted[place],
            evidence=evidence,
            expires_on=(at + days * DAY).date() if days else None,
            at=at,
            by=by,
        )
    _leave_of_kabid(people["kasi"], at=at, by=by)
    _empty_seat(people["pelaksana-2"], at=at, by=by)
    watch_offices(at=at)


def _rank(user: User, rank: str, grade: str, since: date, *, at: datetime, by: Actor) -> None:
    actions.record_facts(
        user,
        named=taken_apart(user.name),
        nip=user.nip,
        rank=rank,
        grade=grade,
        since=since,
        source="SK kenaikan pangkat (contoh)",
        at=at,
        by=by,
    )


def _leave_of_kabid(user: User, *, at: datetime, by: Actor) -> None:
    actions.appoint(
        user,
        Position.objects.get(key="kabid"),
        kind="plh",
        decree_number="CONTOH/SP-PLH/04",
        decree_on=(at - 48 * DAY).date(),
        scope="selama Kepala Bidang cuti tahunan",
        starts_at=at - 47 * DAY,
        ends_at=at - 42 * DAY,
        at=at,
        by=by,
    )


def _empty_seat(user: User, *, at: datetime, by: Actor) -> None:
    above = Position.objects.get(key="admin-jaringan")
    seat = actions.add_position(
        EMPTY_SEAT,
        "Pelaksana Wilayah Utara",
        "pelaksana",
        agency=above.agency,
        superior=above,
        at=at,
        by=by,
    )
    actions.appoint(
        user,
        seat,
        decree_number="CONTOH/KEP/77",
        starts_at=at - 300 * DAY,
        ends_at=at - 9 * DAY,
        at=at,
        by=by,
    )
