"""News in the reader's words: what each kind is called, and the subject of one notice."""

import re
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext

from sigap.domain.errors import words
from sigap.incidents.actions.telling import SUBJECTS
from sigap.notifications.models import Notice

GROUPS: Final = (
    (
        words("Langkah"),
        {
            "step-waits": words("Langkah menunggu"),
            "step-returned": words("Langkah dikembalikan"),
            "reopened": words("Dibuka kembali: unit menjawab masih gangguan"),
            "confirm": words("Konfirmasi diminta dari unit"),
            "step-released": words("Langkah dilepas dari orang yang tidak menjabat lagi"),
        },
    ),
    (
        words("Naskah"),
        {
            "sign-waits": words("Naskah menunggu tanda tangan Anda"),
            "sign-reminder": words("Pengingat naskah yang belum ditandatangani"),
        },
    ),
    (
        words("Waktu"),
        {
            "half": words("Setengah standar terpakai"),
            "at-risk": words("Tiga perempat standar terpakai"),
            "late": words("Standar terlampaui"),
            "hold-near": words("Penundaan hampir berakhir"),
            "hold-over": words("Penundaan berakhir"),
        },
    ),
    (
        words("Eskalasi"),
        {
            "escalated": words("Eskalasi kepada Anda"),
            "escalated-on": words("Langkah Anda naik ke atasan"),
            "on-duty": words("Langkah di luar jam kerja untuk petugas piket"),
            "lapsed": words("Penerimaan langkah gugur"),
            "unreachable": words("Tidak ada yang dapat dihubungi"),
        },
    ),
    (
        words("Laporan"),
        {
            "reported": words("Laporan tercatat"),
            "closed": words("Selesai ditangani"),
            "transferred": words("Dilimpahkan"),
            "cancelled": words("Dibatalkan"),
            "deviation": words("Penyimpangan menunggu pengesahan"),
        },
    ),
    (
        words("Perkara siber"),
        {
            "restricted": words("Perkara menjadi terbatas"),
            "notice-near": words("Batas pemberitahuan hukum mendekat"),
            "notice-due": words("Batas pemberitahuan hukum tiba"),
        },
    ),
    (
        words("Jabatan dan piket"),
        {
            "office-empty": words("Jabatan kosong"),
            "duty-begins": words("Piket Anda mulai"),
            "duty-reminder": words("Pengingat piket besok"),
            "duty-offered": words("Tukar piket ditawarkan kepada Anda"),
            "duty-answered": words("Tawaran tukar piket dijawab"),
            "duty-changed": words("Jadwal piket berubah"),
        },
    ),
    (words("SOP"), {"sop-review": words("Tinjauan enam bulanan SOP jatuh tempo")}),
    (words("Sistem"), {"channel-trouble": words("Saluran keluar bermasalah")}),
)
"""Every kind of news by subject; one that is not here yet is shown under its key."""

NAMES: Final = {key: name for _, kinds in GROUPS for key, name in kinds.items()}
OTHERS: Final = words("Lainnya")
OF_AGENCIES: Final = frozenset({"confirm", "closed", "transferred", "cancelled"})
"""What the contact of an agency may be told."""
OF_STRANGERS: Final = frozenset({"reported"})
"""What only somebody without an account is told."""


def grouped(events: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """These events as (heading, [(key, name)]) in the reader's language; every one of them once."""
    present = set(events)
    known = [
        (gettext(heading), [(key, gettext(name)) for key, name in kinds.items() if key in present])
        for heading, kinds in GROUPS
    ]
    others = [(key, key) for key in sorted(present - NAMES.keys())]
    return [(heading, kinds) for heading, kinds in (*known, (gettext(OTHERS), others)) if kinds]


def subject_of(notice: Notice) -> str:
    """The subject in the reader's language; names from the SOP stay as the SOP has them.

    Notices are kept in Indonesian, as they were sent. One that is not in the words of its event,
    perhaps from an older version, is shown as it was kept.
    """
    template = SUBJECTS.get(notice.event, "")
    number, _, told = notice.subject.partition(" · ")
    pattern = re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(template))
    known = re.fullmatch(pattern, told)
    if not template or known is None:
        return notice.subject
    places = known.groupdict()
    if law := places.get("notice"):
        places["notice"] = gettext(law)
    return f"{number} · {gettext(template) % places}"
