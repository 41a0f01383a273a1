"""The ledger of a case as plain sentences: entry kind and data in, one line of the story out."""

import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy

from sigap.audit.models import Entry
from sigap.domain.case import Answer, Kind
from sigap.domain.errors import words
from sigap.domain.escalation import Reason
from sigap.domain.machine import NOTICE_NAMES
from sigap.domain.procedure import Procedure
from sigap.incidents.channels import CHANNELS

PARENT_CANCELLED: Final = words("induk dibatalkan")
"""Why a report runs on its own again, where nobody gave a reason of his own."""
DEVIATIONS: Final = {
    "perintah-lisan": gettext_lazy("perintah lisan"),
    "langkah-dilompati": gettext_lazy("langkah dilompati"),
    "langkah-digabung": gettext_lazy("langkah digabung"),
    "lainnya": gettext_lazy("lainnya"),
}
# What a contact of an agency may read of the ledger; diagnoses, reasons and remarks are not for it.
_FOR_CONTACTS: Final = frozenset(
    {
        *(Kind.REPORTED, Kind.RECEIVED, Kind.RELEASED, Kind.RETURNED, Kind.TRANSFERRED),
        *(Kind.HELD, Kind.RESUMED, Kind.ANSWERED, Kind.REOPENED, Kind.CANCELLED),
        *(Kind.FOLLOWED, Kind.UNFOLLOWED, Kind.ATTACHED, Kind.NOTED, Kind.RECALCULATED),
    }
)
_STANDING_IN: Final = re.compile(r"Plt\.|Plh\.|.* selaku ")
# Their texts were written for the agency, or by it.
_TOLD_IN_FULL: Final = frozenset({Kind.NOTED, Kind.ANSWERED, Kind.CANCELLED})


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what happened, when, by whom; `tone` is "" or one of the state tones."""

    at: datetime
    title: str
    by: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the ledger is read: `agency` is the key of a contact's agency, "" for the office.

    `names` gives the agencies' names, `shown_files` the keys of the files this reader may open.
    """

    procedure: Procedure
    names: Mapping[str, str]
    agency: str = ""
    shown_files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tongue:
    """How it is told: a sentence with its places still open, and a moment, in one language."""

    text: Callable[[str], str]
    moment: Callable[[datetime], str]


# A ledger has dozens of sentences: the language is asked for once for all of them.
_heard: ContextVar[Tongue] = ContextVar("heard")


def _(message: str) -> str:
    return _heard.get().text(message)


Line = tuple[str, str, str]
_Data = Mapping[str, Any]


def chronicle(entries: Iterable[Entry], reader: Reader, tongue: Tongue) -> list[Told]:
    """The entries this reader may see, oldest first."""
    _heard.set(tongue)
    rows = [*entries]
    return [
        line
        for entry, after in zip(rows, [*rows[1:], None], strict=False)
        if not _in_one_breath(entry, after) and (line := _line(entry, reader)) is not None
    ]


def _in_one_breath(entry: Entry, after: Entry | None) -> bool:
    """Whether the step was received by the very act that follows; that act says enough."""
    return (
        entry.kind == Kind.RECEIVED.value
        and after is not None
        and after.at == entry.at
        and after.actor == entry.actor
    )


def _line(entry: Entry, reader: Reader) -> Told | None:
    kind = Kind(entry.kind)
    if reader.agency and not _for_contact(kind, entry.data, reader):
        return None
    title, text, tone = _SENTENCES[kind](entry.data, reader)
    if reader.agency and kind not in _TOLD_IN_FULL:
        text = ""
    return Told(entry.at, title, _signer(entry.actor, reader), text, tone)


def _for_contact(kind: Kind, data: _Data, reader: Reader) -> bool:
    if kind is Kind.ATTACHED:
        return data["key"] in reader.shown_files
    if kind is Kind.NOTED:
        return not data["internal"]
    if kind in (Kind.ANSWERED, Kind.REOPENED):
        return bool(data["agency"] == reader.agency)
    return kind in _FOR_CONTACTS


def _signer(actor: _Data, reader: Reader) -> str:
    """The person, and the capacity where one stands in for another (SOP ruling 6).

    An agency is told the office alone, not who sits in it. The papers name both in full.
    """
    name, capacity = str(actor.get("name", "")), str(actor.get("capacity", ""))
    if reader.agency:
        return capacity or name
    return f"{name}, {capacity}" if _STANDING_IN.match(capacity) else name


def _step(reader: Reader, key: str | None) -> dict[str, Any]:
    if key is None:
        return {"no": "–", "step": _("akhir")}
    step = reader.procedure.step(key)
    return {"no": step.no, "step": step.short}


def _channel(key: str) -> str:
    return _(CHANNELS[key]) if key in CHANNELS else key


def _reported(data: _Data, reader: Reader) -> Line:
    title = _("Laporan dicatat, saluran: %(channel)s") % {"channel": _channel(data["channel"])}
    return title, str(data["summary"]), ""


def _received(data: _Data, reader: Reader) -> Line:
    return _("Langkah %(no)s diterima: %(step)s") % _step(reader, data["step"]), "", ""


def _released(data: _Data, reader: Reader) -> Line:
    said = _step(reader, data["step"])
    said_too = (_own_check(data), str(data.get("note") or ""))
    note = "\n".join([*_passed_over(data, reader), *filter(None, said_too)])
    if data["to"] is None:
        return _("Langkah %(no)s selesai: %(step)s. Perkara ditutup") % said, note, "baik"
    onward = _step(reader, data["to"])
    said |= {"to_no": onward["no"], "to_step": onward["step"]}
    title = _("Langkah %(no)s selesai: %(step)s. Diteruskan ke langkah %(to_no)s, %(to_step)s")
    return title % said, note, "baik"


def _passed_over(data: _Data, reader: Reader) -> list[str]:
    """A step that was not carried out is told as such, never as done (SOP ruling 2)."""
    told = _("Langkah %(no)s tidak dilaksanakan: %(step)s")
    return [told % _step(reader, key) for key in data.get("skips") or ()]


def _own_check(data: _Data) -> str:
    """What the performer declared about checking his own work."""
    said = data.get("declaration")
    return _("Memeriksa pekerjaan sendiri: %(declaration)s") % {"declaration": said} if said else ""


def _handed_back(data: _Data, reader: Reader) -> Line:
    said = _step(reader, data["step"]) | {"name": data["name"]}
    return _("Langkah %(no)s menunggu seluruh jabatan: %(name)s tidak lagi menjabat") % said, "", ""


def _returned(data: _Data, reader: Reader) -> Line:
    onward = _step(reader, data["to"])
    said = _step(reader, data["step"]) | {"to_no": onward["no"], "to_step": onward["step"]}
    title = _("Dikembalikan dari langkah %(no)s ke langkah %(to_no)s, %(to_step)s") % said
    return title, str(data.get("note") or ""), "hampir"


def _transferred(data: _Data, reader: Reader) -> Line:
    title = _("Dilimpahkan di langkah %(no)s, %(step)s") % _step(reader, data["step"])
    note = str(data.get("note") or "")
    return title, _("Bersama perkara induknya.") if note == "induk" else note, ""


def _declined(data: _Data, reader: Reader) -> Line:
    onward = _step(reader, data["to"])
    said = _step(reader, data["step"]) | {"to_no": onward["no"]}
    title = _("Penyerahan langkah %(no)s ditolak; kembali ke langkah %(to_no)s") % said
    return title, str(data["reason"]), "hampir"


def _held(data: _Data, reader: Reader) -> Line:
    reason = reader.procedure.hold(data["reason"])
    said = _step(reader, data["step"]) | {"reason": reason.label if reason else data["reason"]}
    until = _heard.get().moment(datetime.fromisoformat(data["until"]))
    text = _("Paling lambat sampai %(until)s.") % {"until": until}
    evidence = str(data.get("evidence") or "")
    title = _("Langkah %(no)s tertunda: %(reason)s") % said
    return title, f"{evidence}\n{text}" if evidence else text, ""


def _resumed(data: _Data, reader: Reader) -> Line:
    said = _step(reader, data["step"])
    if data["cause"] == "kedaluwarsa":
        return _("Penundaan langkah %(no)s berakhir pada batas waktunya") % said, "", ""
    return _("Langkah %(no)s dilanjutkan") % said, "", ""


def _recalculated(data: _Data, reader: Reader) -> Line:
    said = {"calendar": data["calendar"], "version": data["version"]}
    title = _("Batas waktu dihitung ulang menurut kalender %(calendar)s versi %(version)s") % said
    moments = {
        name: _heard.get().moment(datetime.fromisoformat(data[name]["due_at"]))
        for name in ("old", "new")
    }
    text = _("Tenggat semula %(old)s, kini %(new)s.") % moments
    return title, f"{data['source']}\n{text}", ""


def _answered(data: _Data, reader: Reader) -> Line:
    said = {"agency": reader.names.get(data["agency"], data["agency"])}
    parts = [str(data.get("informant") or "")]
    if channel := data.get("channel"):
        parts.append(_channel(channel))
    if quote := data.get("quote"):
        parts.append(f"“{quote}”")
    text = " · ".join(part for part in parts if part)
    if data["result"] == Answer.STILL_DOWN:
        return _("%(agency)s menjawab: masih gangguan") % said, text, "buruk"
    return _("%(agency)s menjawab: pulih") % said, text, "baik"


def _reopened(data: _Data, reader: Reader) -> Line:
    title = _("Dibuka kembali di langkah %(no)s, %(step)s") % _step(reader, data["to"])
    return title, "", "buruk"


def _deviated(data: _Data, reader: Reader) -> Line:
    said = _step(reader, data["step"]) | {
        "id": data["id"],
        "kind": DEVIATIONS.get(data["kind"], data["kind"]),
    }
    text = _("%(reason)s\nAtas perintah: %(authority)s") % {
        "reason": data["reason"],
        "authority": data["authority"],
    }
    title = _("Penyimpangan %(id)s di langkah %(no)s dicatat: %(kind)s") % said
    return title, text, "hampir"


def _ratified(data: _Data, reader: Reader) -> Line:
    title = _("Penyimpangan %(id)s disahkan") % {"id": data["id"]}
    return title, str(data.get("note") or ""), ""


def _cancelled(data: _Data, reader: Reader) -> Line:
    if data["reason"] == "duplikat":
        said = {"number": data["duplicate_of"]}
        return _("Dibatalkan: duplikat dari %(number)s") % said, str(data["explanation"]), ""
    return _("Dibatalkan: laporan keliru"), str(data["explanation"]), ""


def _followed(data: _Data, reader: Reader) -> Line:
    return _("Digabungkan ke perkara induk %(number)s") % {"number": data["parent"]}, "", ""


def _unfollowed(data: _Data, reader: Reader) -> Line:
    cause = str(data.get("cause") or "")
    said = _(cause) if cause == PARENT_CANCELLED else cause
    return _("Dilepas dari perkara induk; berjalan sendiri"), said, ""


def _called(data: _Data, reader: Reader) -> Line:
    said = {"number": data["parent"]}
    return _("Perbaikan induk %(number)s selesai; menunggu konfirmasi") % said, "", ""


def _adopted(data: _Data, reader: Reader) -> Line:
    return _("Laporan %(number)s digabungkan ke perkara ini") % {"number": data["child"]}, "", ""


def _let_go(data: _Data, reader: Reader) -> Line:
    return _("Laporan %(number)s dilepas dari perkara ini") % {"number": data["child"]}, "", ""


def _agency_added(data: _Data, reader: Reader) -> Line:
    name = reader.names.get(data["agency"], data["agency"])
    return _("Perangkat Daerah terdampak ditambahkan: %(agency)s") % {"agency": name}, "", ""


def _attached(data: _Data, reader: Reader) -> Line:
    return _("Berkas dilampirkan: %(name)s") % {"name": data["name"]}, "", ""


def _letter_added(data: _Data, reader: Reader) -> Line:
    came, went = _("Surat masuk dicatat: %(number)s"), _("Surat keluar dicatat: %(number)s")
    return (came if data["direction"] == "masuk" else went) % data, str(data["about"]), ""


def _noted(data: _Data, reader: Reader) -> Line:
    title = _("Catatan internal") if data["internal"] else _("Catatan")
    return title, str(data["text"]), ""


def _restricted(data: _Data, reader: Reader) -> Line:
    title = _("Ditetapkan sebagai insiden siber; akses dibatasi")
    if data["personal_data"]:
        title = _("Ditetapkan sebagai insiden siber dengan data pribadi bocor; akses dibatasi")
    return title, str(data["reason"]), "buruk"


def _notified(data: _Data, reader: Reader) -> Line:
    name = _(NOTICE_NAMES.get(data["duty"], data["duty"]))
    said = {"notice": name, "reference": data["reference"]}
    return _("Pemberitahuan %(notice)s disampaikan, nomor %(reference)s") % said, "", "baik"


def _escalated(data: _Data, reader: Reader) -> Line:
    names = ", ".join(person["name"] for person in data["people"])
    to = ", ".join(dict.fromkeys(filter(None, (who["capacity"] for who in data["people"]))))
    said = _step(reader, data["step"]) | {"to": to, "rung": data["rung"]}
    if data["reason"] == Reason.VACANT:
        title = _("Langkah %(no)s sampai di jabatan yang kosong") % said
        return title, str(data.get("note") or names), "hampir"
    if data["reason"] == Reason.OUT_OF_HOURS:
        title = _("Di luar jam kerja: langkah %(no)s juga menunggu petugas piket") % said
        return title, names, ""
    if not names:
        title = _("Langkah %(no)s belum diterima; tidak ada lagi yang dapat dihubungi") % said
        return title, "", "buruk"
    title = _("Langkah %(no)s belum diterima; naik ke anak tangga %(rung)s: %(to)s") % said
    return title, names, "hampir"


def _lapsed(data: _Data, reader: Reader) -> Line:
    title = _("Penerimaan langkah %(no)s kedaluwarsa tanpa pekerjaan; menunggu diterima lagi")
    return title % _step(reader, data["step"]), "", "hampir"


def _signed(data: _Data, reader: Reader) -> Line:
    said = {"title": data["title"], "capacity": data["capacity"]}
    if data["provider"] == "basah":
        return _("Naskah “%(title)s” bertanda tangan basah disimpan") % said, "", ""
    if data["part"] == "paraf":
        return _("Naskah “%(title)s” diparaf secara elektronik: %(capacity)s") % said, "", ""
    return _("Naskah “%(title)s” ditandatangani secara elektronik: %(capacity)s") % said, "", ""


def _signing_deferred(data: _Data, reader: Reader) -> Line:
    title = _("Langkah %(no)s diteruskan; naskahnya menunggu tanda tangan elektronik")
    return title % _step(reader, data["step"]), ", ".join(data["titles"]), "hampir"


_SENTENCES: Final[Mapping[Kind, Callable[[_Data, Reader], Line]]] = {
    Kind.REPORTED: _reported,
    Kind.RECEIVED: _received,
    Kind.RELEASED: _released,
    Kind.RETURNED: _returned,
    Kind.HANDED_BACK: _handed_back,
    Kind.TRANSFERRED: _transferred,
    Kind.DECLINED: _declined,
    Kind.HELD: _held,
    Kind.RESUMED: _resumed,
    Kind.ANSWERED: _answered,
    Kind.REOPENED: _reopened,
    Kind.DEVIATED: _deviated,
    Kind.RATIFIED: _ratified,
    Kind.CANCELLED: _cancelled,
    Kind.FOLLOWED: _followed,
    Kind.UNFOLLOWED: _unfollowed,
    Kind.CALLED_TO_CONFIRM: _called,
    Kind.ADOPTED: _adopted,
    Kind.LET_GO: _let_go,
    Kind.AGENCY_ADDED: _agency_added,
    Kind.ATTACHED: _attached,
    Kind.LETTER_ADDED: _letter_added,
    Kind.NOTED: _noted,
    Kind.RESTRICTED: _restricted,
    Kind.NOTIFIED: _notified,
    Kind.ESCALATED: _escalated,
    Kind.LAPSED: _lapsed,
    Kind.RECALCULATED: _recalculated,
    Kind.SIGNED: _signed,
    Kind.SIGNING_DEFERRED: _signing_deferred,
}
