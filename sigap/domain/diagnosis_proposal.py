"""What an officer is proposed to do: by which way, and in two to five plain sentences."""

from collections.abc import Mapping
from typing import Final

from sigap.domain.diagnosis_faults import Called, link_name
from sigap.domain.diagnosis_model import FaultClass, Proposal, State, Way
from sigap.domain.diagnosis_scene import Scene
from sigap.domain.diagnosis_words import CONFIDENCES, filled, port_named
from sigap.domain.errors import words
from sigap.domain.evidence import Told

WAY: Final[Mapping[FaultClass, Way]] = {
    FaultClass.LINK: Way.FIELD,
    FaultClass.POWER: Way.FIELD,
    FaultClass.SHUT: Way.REMOTE,
    FaultClass.HUNG: Way.FIELD,
    FaultClass.LOSS: Way.FIELD,
    FaultClass.CONGESTION: Way.REMOTE,
    FaultClass.ROUTING: Way.REMOTE,
    FaultClass.PROVIDER: Way.PROVIDER,
    FaultClass.UNKNOWN: Way.FIELD,
}
"""Who can cure what, where no provider supplies the line."""

_ASK_POWER: Final = words("Hubungi lokasi: apakah listriknya menyala, dan apakah %(far)s menyala?")
_LOOK_AGAIN: Final = words("Setelah itu jalankan “Periksa lagi”.")

DIRECTIONS: Final[Mapping[FaultClass, tuple[str, ...]]] = {
    FaultClass.LINK: (
        _ASK_POWER,
        words(
            "Bila menyala, bawa alat uji kabel atau OTDR, kabel sambung, dan modul SFP cadangan."
        ),
        words("Telusuri kabel dari %(near)s (%(port)s) ke %(far)s; sambung atau ganti yang putus."),
        _LOOK_AGAIN,
    ),
    FaultClass.POWER: (
        _ASK_POWER,
        words("Bila listrik padam, tanyakan PLN atau pengelola gedung; periksa MCB dan UPS."),
        words("Bila listrik menyala, bawa adaptor dan perangkat pengganti untuk %(far)s."),
        _LOOK_AGAIN,
    ),
    FaultClass.SHUT: (
        words("Tanyakan siapa yang mematikan %(port)s di %(near)s, dan mengapa."),
        words("Bila tidak disengaja, nyalakan kembali %(port)s di %(near)s dari jauh."),
        _LOOK_AGAIN,
    ),
    FaultClass.HUNG: (
        words("Hubungi lokasi: matikan %(far)s, tunggu satu menit, lalu nyalakan lagi."),
        words("Bila tetap diam, bawa perangkat pengganti dengan konfigurasi terakhirnya."),
        _LOOK_AGAIN,
    ),
    FaultClass.LOSS: (
        words("Lihat galat dan daya optik %(port)s di %(near)s."),
        words("Bawa pembersih konektor, kabel sambung, dan modul SFP cadangan."),
        words(
            "Periksa tautan %(link)s di kedua ujung; ganti konektor, kabel, atau modul yang rusak."
        ),
        words("Bila sambungan baik, nyalakan ulang %(far)s."),
        _LOOK_AGAIN,
    ),
    FaultClass.CONGESTION: (
        words("Lihat pemakaian %(port)s di %(near)s, dan cari pemakai terbesarnya."),
        words(
            "Batasi atau jadwalkan pemakaian itu; periksa batas kecepatan di %(near)s dan %(far)s."
        ),
        words("Bila setiap hari penuh, usulkan kapasitas yang lebih besar untuk tautan %(link)s."),
    ),
    FaultClass.ROUTING: (
        words("Masuk ke %(near)s, dan lihat rute serta tetangga rutenya ke arah %(far)s."),
        words("Pulihkan rute atau sesi rute yang hilang; batalkan perubahan konfigurasi terakhir."),
        _LOOK_AGAIN,
    ),
    FaultClass.PROVIDER: (
        words("Hubungi lokasi: apakah listrik dan perangkat penyedia di sana menyala?"),
        words("Hubungi %(provider)s, dan laporkan gangguan pada tautan %(link)s."),
        words("Minta nomor tiket dan perkiraan selesai, lalu catat pada kasus ini."),
        _LOOK_AGAIN,
    ),
    FaultClass.UNKNOWN: (
        words("Masuk ke %(near)s, dan lihat %(port)s: mati, dimatikan, atau menyala."),
        _ASK_POWER,
        words("Bila port mati dan listrik menyala, kirim petugas dengan alat uji kabel."),
        _LOOK_AGAIN,
    ),
}
"""What to do about each fault."""

_HOTLINE: Final = words(
    "Hubungi %(provider)s di %(hotline)s, dan laporkan gangguan tautan %(link)s."
)
_ASK_LOCALLY: Final = (
    words("Hubungi lokasi: apakah listriknya menyala, dan apakah perangkat jaringannya menyala?"),
    words("Pastikan pemeriksa jaringan kantor bekerja, lalu jalankan “Periksa lagi”."),
)
_GUIDED: Final = (
    words(
        "Jalankan panduan pemeriksaan bersama pelapor: satu komputer atau semua, kabel atau Wi-Fi."
    ),
    words("Minta pelapor mencoba dari komputer lain, dan menyalakan ulang titik akses Wi-Fi."),
    words("Bila hanya satu aplikasi yang gagal, teruskan kepada pengelola aplikasi itu."),
)


def proposal(state: State, causes: tuple[Called, ...], scene: Scene) -> Proposal:
    """What to do about the gravest cause of the site; without one, what to ask the reporter."""
    ours = [called for called in causes if called.cause.ours]
    if ours:
        return _about(ours[0], scene)
    if state is State.WELL:
        why = words(
            "Tidak ada gangguan jaringan yang terlihat sampai perangkat lokasi;"
            " kemungkinan di dalam gedung (LAN, Wi-Fi, DHCP, atau komputer)"
        )
        told = tuple(Told(each) for each in _GUIDED)
        return Proposal(Way.NONE, FaultClass.NONE, told, Told(why))
    why = words(
        "Keadaan jaringan lokasi ini belum terlihat, sehingga belum ada yang dapat diusulkan"
    )
    told = tuple(Told(each) for each in _ASK_LOCALLY)
    return Proposal(Way.NONE, FaultClass.UNKNOWN, told, Told(why))


def _about(called: Called, scene: Scene) -> Proposal:
    cause, spot = called.cause, called.spot
    way = Way.PROVIDER if called.provider else WAY[cause.fault]
    supplied = called.provider and cause.fault in (FaultClass.LOSS, FaultClass.CONGESTION)
    params: dict[str, object] = {
        "link": link_name(spot.link, scene),
        "near": scene.looked.name(spot.near),
        "far": scene.looked.name(spot.far),
        "port": port_named(spot.port, scene.looked.name(spot.far)),
        "provider": called.provider,
        "hotline": scene.looked.hotline.get(spot.link, ""),
    }
    templates = DIRECTIONS[FaultClass.PROVIDER if supplied else cause.fault]
    if not spot.near:
        templates = tuple(each for each in templates if "%(near)s" not in each)
    if params["hotline"]:
        told_off = DIRECTIONS[FaultClass.PROVIDER][1]
        templates = tuple(_HOTLINE if each == told_off else each for each in templates)
    why = {"what": cause.told, "confidence": Told(CONFIDENCES[cause.confidence])}
    return Proposal(
        way=way,
        fault=cause.fault,
        directions=tuple(filled(each, params) for each in templates),
        why=Told(words("%(what)s (%(confidence)s)"), why),
    )
