"""What the performers of the demo fill in: the outputs of the seven steps, and reports."""

from datetime import timedelta
from typing import Any

from sigap.config.demo.plan import Plan
from sigap.config.demo.played import Played
from sigap.config.demo.texts import phone_of
from sigap.incidents.actions.reports import Report

OWN_NETWORK = "Jaringan Pemerintah Kota"
# As often as they occur.
_IMPACTS = ("satu-pengguna", "satu-pengguna", "sebagian", "sebagian", "seluruh-lokasi")
_URGENCIES = ("dapat-menunggu", "terganggu", "terganggu", "terganggu", "layanan-terhenti")
Values = dict[str, Any]


def disposition(case: Played) -> Values:
    """Output of step 1."""
    random = case.stage.random
    urgent = case.row.priority in ("tinggi", "kritis")
    return {
        "sifat": random.choice(["segera", "sangat segera"]) if urgent else "biasa",
        "harapan": random.choice(["proses lebih lanjut", "koordinasi/konfirmasikan"]),
        "instruksi": case.told.talk("disposisi"),
    }


def directive(case: Played) -> Values:
    """Output of step 2 for a disruption of the city's own network."""
    return {
        "status_lokasi": case.told.talk("status_lokasi"),
        "koordinasi_pd": case.told.talk("koordinasi"),
        "kepemilikan": OWN_NETWORK,
        "arahan": case.told.talk("arahan"),
    }


def transfer(case: Played) -> Values:
    """Output of step 2 for what is not the city's network (SOP ruling 9)."""
    return {
        "status_lokasi": case.told.talk("status_lain"),
        "koordinasi_pd": case.told.talk("koordinasi_lain"),
        "kepemilikan": case.told.entry["milik"],
        "arahan": case.told.any_of("arahan"),
        "dilimpahkan_kepada": case.told.any_of("kepada"),
    }


def diagnosis(case: Played, plan: Plan) -> Values:
    """Output of step 3: mended from afar, or what the technician is to do."""
    values = {
        "kategori_penyebab": case.told.entry["sebab"],
        "temuan": case.told.own("temuan"),
        "tindakan": case.told.own("tindakan" if plan.remote else "tugas"),
    }
    if not plan.remote:
        values["pelaksana"] = case.technician
    if plan.log and plan.once("log"):
        name = f"ping-{case.site.key[:40]}.log"
        values["lampiran"] = case.attach_ping(name, answered=0.4, by="admin-jaringan")
    return values


def repair(case: Played, plan: Plan, *, mended: bool) -> Values:
    """Output of step 4."""
    spent = timedelta(minutes=case.stage.random.randint(30, 65))
    act = case.told.own("perbaikan")
    values: Values = {
        "tiba_di_lokasi": (case.at - spent).isoformat(),
        "penyebab": case.told.own("penyebab"),
        "tindakan": act if plan.once("repair") else f"{case.told.talk('ulang')} {act}",
        "hasil": "pulih" if mended else "pulih sebagian",
        "suku_cadang": case.told.own("suku"),
        "pic_lokasi": case.told.reporter,
    }
    if plan.photos:
        state = "sesudah" if mended else "sementara"
        names = [(f"{state}.png", mended)]
        if plan.once("photo before"):
            names.insert(0, ("sebelum.png", False))
        values["foto"] = [
            case.attach_photo(name, mended=good, by=case.technician) for name, good in names
        ]
    return values


def full_report(case: Played, *, remote: bool, again: bool) -> Values:
    """Output of step 5."""
    told = case.told
    far = "akar_jauh" if remote and "akar_jauh" in told.entry else "akar"
    cause, act = (
        (told.own(far), told.own("tindakan"))
        if remote
        else (
            told.own("penyebab"),
            told.own("perbaikan"),
        )
    )
    summary = told.talk("ringkasan", penyebab=cause, tindakan=act)
    return {
        "ringkasan": f"{summary} {told.talk('dilengkapi')}" if again else summary,
        "akar_masalah": told.own(far),
        "pencegahan": told.own("cegah"),
    }


def examination(case: Played) -> Values:
    """Output of step 6."""
    return {"hasil_pemeriksaan": case.told.talk("pemeriksaan")}


def confirmation(case: Played) -> Values:
    """Output of step 7."""
    return {
        "dikonfirmasi_kepada": f"{case.told.reporter}, {case.site.name}"[:300],
        "saluran": case.stage.random.choice(["telepon", "telepon", "WhatsApp", "tatap muka"]),
        "catatan": case.told.talk("konfirmasi"),
    }


def report(case: Played, *, channel: str) -> Report:
    """The report as it reaches the office through this channel."""
    random, told, local = case.stage.random, case.told, case.at.astimezone(case.stage.zone)
    letter: Values = {}
    if channel == "surat":
        letter = {
            "letter_number": f"500.12/{random.randint(11, 940)}/{case.site.agency.short_name}"[
                :120
            ],
            "letter_on": local.date() - timedelta(days=random.randint(1, 2)),
            "letter_agenda": f"{random.randint(101, 1999)}/SM/{local:%m}",
        }
    return Report(
        category=random.choice(told.entry["lapor"]),
        summary=told.any_of("ringkas")[:200],
        description=told.any_of("uraian") if "uraian" in told.entry else "",
        site=case.site.key,
        channel=channel,
        reporter_name=told.reporter,
        reporter_phone=phone_of(case.site),
        reporter_email=f"pic@{case.site.agency.key}.example" if channel == "e-mail" else "",
        impact=random.choice(_IMPACTS),
        urgency=random.choice(_URGENCIES),
        **_reported_earlier(case, channel),
        **letter,
    )


def _reported_earlier(case: Played, channel: str) -> Values:
    """A call is keyed in some minutes after it came, seldom hours after, and then with a reason."""
    random = case.stage.random
    if channel in ("formulir", "alarm"):
        return {}
    if channel != "surat" and random.random() < 0.06:
        late = timedelta(hours=random.uniform(1.3, 15))
        return {"reported_at": case.at - late, "backdate_reason": case.told.talk("mundur")}
    if random.random() < 0.5:
        return {"reported_at": case.at - timedelta(minutes=random.randint(2, 14))}
    return {}
