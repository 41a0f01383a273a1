"""The sentences of a diagnosis: plain Indonesian for civil servants, with names and no keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sigap.domain import spoken
from sigap.domain.diagnosis_model import Confidence, FaultClass, LookedAt, Recovery, State, Way
from sigap.domain.errors import words
from sigap.domain.evidence import Told

STATES: Final[Mapping[State, str]] = {
    State.DOWN: words("putus"),
    State.IMPAIRED: words("terganggu"),
    State.WELL: words("normal"),
    State.UNSEEN: words("tidak diketahui"),
}
CONFIDENCES: Final[Mapping[Confidence, str]] = {
    Confidence.HIGH: words("keyakinan tinggi"),
    Confidence.MEDIUM: words("keyakinan sedang"),
    Confidence.LOW: words("keyakinan rendah"),
}
WAYS: Final[Mapping[Way, str]] = {
    Way.REMOTE: words("ditangani jarak jauh"),
    Way.FIELD: words("petugas ke lapangan"),
    Way.PROVIDER: words("diteruskan ke penyedia"),
    Way.NONE: words("tanpa tindakan jaringan"),
}
FAULTS: Final[Mapping[FaultClass, str]] = {
    FaultClass.LINK: words("tautan putus"),
    FaultClass.POWER: words("perangkat tanpa listrik"),
    FaultClass.SHUT: words("port dimatikan"),
    FaultClass.HUNG: words("perangkat macet"),
    FaultClass.LOSS: words("paket hilang"),
    FaultClass.CONGESTION: words("tautan padat"),
    FaultClass.ROUTING: words("rute hilang"),
    FaultClass.PROVIDER: words("tautan penyedia putus"),
    FaultClass.MANAGEMENT: words("SNMP atau SSH tidak menjawab"),
    FaultClass.MUTED: words("ping ditutup"),
    FaultClass.NONE: words("tidak ada gangguan jaringan"),
    FaultClass.UNKNOWN: words("belum diketahui"),
}
RECOVERIES: Final[Mapping[Recovery, str]] = {
    Recovery.PULIH: words("pulih"),
    Recovery.BELUM: words("belum pulih"),
    Recovery.SEBAGIAN: words("pulih sebagian"),
    Recovery.TAK_PASTI: words("belum dapat dipastikan"),
}
"""How each word of a diagnosis is said."""

MOST_NAMES: Final = 5
"""More names than this are told as a number."""


def moment(value: datetime, looked: LookedAt) -> str:
    """A moment in the office's zone: "09.12", with the day when it was another one."""
    local, today = value.astimezone(looked.zone), looked.at.astimezone(looked.zone)
    if local.date() == today.date():
        return spoken.time_of_day(value, looked.zone)
    return spoken.short_moment(value, looked.zone)


def named(keys: tuple[str, ...], looked: LookedAt) -> Told:
    """The names of these nodes, the rest as a number."""
    names = ", ".join(looked.name(key) for key in keys[:MOST_NAMES])
    if len(keys) <= MOST_NAMES:
        return Told("%(names)s", {"names": names})
    more = words("%(names)s dan %(count)s lainnya")
    return Told(more, {"names": names, "count": len(keys) - MOST_NAMES})


def affected(what: Told, sites: int, agencies: int) -> Told:
    """A cause with how many it hits; "…; 14 lokasi di 5 Perangkat Daerah terdampak"."""
    told = {"what": what, "sites": sites, "agencies": agencies}
    if agencies:
        template = words("%(what)s; %(sites)s lokasi di %(agencies)s Perangkat Daerah terdampak")
    else:
        template = words("%(what)s; %(sites)s lokasi terdampak")
    return Told(template, told)


def spared(what: Told) -> Told:
    """A cause that cuts nothing off."""
    return Told(words("%(what)s; tidak ada lokasi yang terputus"), {"what": what})


def since(what: Told, value: datetime | None, looked: LookedAt) -> Told:
    """A cause with the moment at which it began, where that is known."""
    if value is None:
        return what
    told = {"what": what, "moment": moment(value, looked)}
    return Told(words("%(what)s sejak %(moment)s"), told)


def supplied(what: Told, provider: str) -> Told:
    """A cause on a line that a provider supplies."""
    template = words("%(what)s (sirkit milik %(provider)s)")
    return Told(template, {"what": what, "provider": provider}) if provider else what


CAUSES: Final[Mapping[str, str]] = {
    "link": words("Tautan %(link)s putus: %(port)s di %(near)s mati (ifOperStatus down)"),
    "shut": words("Tautan %(link)s mati: %(port)s di %(near)s dimatikan (ifAdminStatus down)"),
    "power": words("%(far)s tanpa listrik: %(count)s port tetangga yang menuju ke sana mati semua"),
    "hung": words("%(far)s macet: port di %(near)s menyala, tetapi perangkat itu diam"),
    "passes-nothing": words(
        "Tautan %(link)s tidak membawa lalu lintas: %(port)s di %(near)s menyala,"
        " tetapi %(far)s diam"
    ),
    "loss": words("Tautan %(link)s kehilangan %(percent)s persen paket"),
    "congestion": words(
        "Tautan %(link)s padat: jawaban dari belakangnya lebih lambat %(ms)s milidetik"
    ),
    "no-route": words("%(near)s tidak punya rute ke %(far)s, padahal portnya menyala"),
    "loop": words("Paket ke %(far)s berputar di sekitar %(near)s: rutenya salah"),
    "management": words(
        "%(what)s di %(far)s tidak menjawab, padahal perangkatnya hidup; lalu lintas tetap lewat"
    ),
    "muted": words("%(far)s tidak menjawab ping, tetapi hidup; bukan gangguan"),
    "unseen-port": words(
        "%(far)s diam: tautan %(link)s atau perangkat itu mati;"
        " keadaan port di %(near)s belum terlihat"
    ),
    "silent": words("%(far)s diam, dan tidak ada perangkat hidup di depannya yang dapat ditanya"),
    "unsettled": words("Jawaban dari %(far)s datang dan pergi"),
}
"""What is wrong, by a word of ours for it."""

SHOWN: Final[Mapping[str, str]] = {
    "management": words("%(what)s tidak menjawab, padahal perangkatnya hidup"),
    "muted": words("Ping tidak dijawab; yang lain dijawab atau diteruskan"),
}
"""What is seen of a device about which nothing is wrong."""

ALTERNATIVES: Final[Mapping[str, str]] = {
    "power": words("%(what)s tanpa listrik: tanyakan apakah menyala"),
    "hung": words("%(what)s macet: nyalakan ulang"),
    "link": words("Tautan %(what)s putus: periksa kabelnya"),
    "passes-nothing": words("Tautan %(what)s tidak membawa lalu lintas: uji dari kedua ujungnya"),
    "no-route": words("Rute hilang di %(what)s: lihat tabel rutenya"),
    "unseen-node": words("%(what)s mati atau macet: lihat port di %(at)s"),
    "unseen-link": words("Tautan %(what)s putus: lihat port di %(at)s"),
    "probe-node": words("%(what)s mati: periksa dulu %(at)s, yang belum terlihat"),
    "probe-link": words("Tautan %(what)s putus: periksa dulu %(at)s, yang belum terlihat"),
    "loss": words("Paket hilang di tautan %(what)s: di antaranya belum ada yang diperiksa"),
}
"""What would look the same, and what tells it apart."""


def port_named(name: str, far: str) -> Told:
    """A port by its name; without one by where it leads."""
    if name:
        return Told(words("port %(name)s"), {"name": name})
    return Told(words("port menuju %(far)s"), {"far": far})


def filled(template: str, params: Mapping[str, object]) -> Told:
    """A phrase with only what its template asks for."""
    return Told(template, {key: value for key, value in params.items() if f"%({key})s" in template})
