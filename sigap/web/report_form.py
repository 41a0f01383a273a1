"""What was typed into the report form, read into a Report; nothing typed is ever lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import BinaryIO, Final, NoReturn

from django.utils import timezone

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.errors import Fault, Invalid, NotFound, words
from sigap.incidents.actions.reports import Report, check_report
from sigap.incidents.files import check_file
from sigap.incidents.queries.cases import case_row
from sigap.people.models import User
from sigap.web.places import Place, meant, place_of, places
from sigap.web.voice import sentence

# A chosen file: its name as the browser tells it, and its content.
Upload = tuple[str, BinaryIO]

MOST_FILES: Final = 10
LETTER: Final = "surat"
PIC: Final = "pic"
OF_CASE: Final = "perkara:"

# Everything the form asks, with what stands in it when nobody has typed yet.
BLANK: Final = {
    "channel": "telepon",
    "place": "",
    "place_text": "",
    "place_asked": "",
    "follows": "",
    "reporter": "",
    "reporter_name": "",
    "reporter_phone": "",
    "reporter_email": "",
    "category": "",
    "summary": "",
    "since": "",
    "description": "",
    "impact": "sebagian",
    "urgency": "terganggu",
    "external_ref": "",
    # The waiting message from outside that this report is made of.
    "letter": "",
    "reported_at": "",
    "backdate_reason": "",
    "letter_number": "",
    "letter_on": "",
    "letter_agenda": "",
}
# The check speaks of rows; the form has one field for all of them.
_SHOWN_AT = {"site": "place", "agency": "place", "device": "place"}


@dataclass(slots=True)
class Form:
    """The form as it is shown: what was typed, the place it means, what is wrong with it."""

    values: dict[str, str]
    place: Place | None = None
    choices: Sequence[Place] = ()
    files: Sequence[Upload] = ()
    faults: dict[str, Fault] = field(default_factory=dict)

    def add_faults(self, faults: Mapping[str, Fault]) -> None:
        """Show these faults at the fields of the form; the first of a field stays."""
        for name, fault in faults.items():
            self.faults.setdefault(_SHOWN_AT.get(name, name), fault)


def fresh(actor: Actor, user: User, *, place: str = "") -> Form:
    """The form nobody has typed in; a contact's own name and number stand in it already."""
    values = dict(BLANK)
    if actor.holds(CONTACT):
        values |= {
            "channel": "formulir",
            "reporter_name": user.name,
            "reporter_phone": user.phone,
            "reporter_email": user.email,
        }
    found = place_of(place) if place else None
    if found:
        values |= {"place": found.value, "place_text": found.name, "place_asked": found.name}
    return Form(values, found, [found] if found else ())


def typed(posted: Mapping[str, str], files: Sequence[Upload], *, by: Actor, on: date) -> Form:
    """The form as it was sent, its place found: the one picked, or the one that was meant."""
    values = {name: posted.get(name, default) for name, default in BLANK.items()}
    form = Form(values, files=files)
    if by.holds(CONTACT):
        values["channel"], values["follows"] = "formulir", ""
        form.place = place_of(values["place"])
        return form
    text, changed = values["place_text"], values["place_text"] != values["place_asked"]
    picked = None if changed and text.strip() else place_of(values["place"])
    # What was picked needs no search; the letters beside it are only what led to it.
    form.choices = [picked] if picked else places(text, on=on)
    form.place = picked or meant(text, form.choices)
    values["place"] = form.place.value if form.place else ""
    values["place_asked"] = text
    if form.place is None:
        form.faults["place"] = _unclear(text, form.choices)
    return form


def _unclear(text: str, choices: Sequence[Place]) -> Fault:
    if choices:
        return Fault("ambiguous", words("Pilih lokasi yang dimaksud dari daftar di bawahnya."))
    if text.strip():
        return Fault(
            "unknown-place",
            words(
                "Tidak ada lokasi atau Perangkat Daerah “%(value)s”. Ketik beberapa huruf namanya, "
                "misalnya “pkm jati”."
            ),
            {"value": text.strip()[:80]},
        )
    return Fault(
        "required",
        words("Ketik beberapa huruf nama lokasi atau Perangkat Daerah, misalnya “dik pusat”."),
    )


def report_of(form: Form, *, at: datetime, by: Actor) -> Report:
    """The report that was typed; raises Invalid with every faulty field of the form, at once."""
    values, place = form.values, form.place
    report = Report(
        agency=place.agency.key if place else "",
        site=place.site.key if place and place.site else "",
        reported_at=_moment(form, "reported_at"),
        channel=values["channel"],
        category=values["category"],
        summary=values["summary"],
        description=values["description"],
        impact=values["impact"],
        urgency=values["urgency"],
        external_ref=values["external_ref"],
        backdate_reason=values["backdate_reason"],
        reporter_name=values["reporter_name"],
        reporter_phone=values["reporter_phone"],
        reporter_email=values["reporter_email"],
    )
    if values["channel"] == LETTER:
        report = replace(
            report,
            letter_number=values["letter_number"],
            letter_on=_day(form, "letter_on"),
            letter_agenda=values["letter_agenda"],
        )
    if values["since"].strip():
        told = f"Terganggu sejak: {' '.join(values['since'].split())}"
        report = replace(report, description=f"{told}\n\n{report.description}".strip())
    report = _with_reporter(report, form, by=by)
    _check_files(form)
    if form.faults:
        _gather_the_rest(report, form, at=at, by=by)
    return report


def _gather_the_rest(report: Report, form: Form, *, at: datetime, by: Actor) -> NoReturn:
    """Raise with what the registration would find too: all faults of a form are told at once."""
    try:
        # The limit for back-dating is known to the registration alone.
        check_report(report, backdate_limit=timedelta(days=366), at=at, by=by)
    except Invalid as invalid:
        form.add_faults(invalid.faults)
    raise Invalid(form.faults)


def _with_reporter(report: Report, form: Form, *, by: Actor) -> Report:
    """Name and number of the person picked with one key: the site's PIC, or who told last."""
    picked, site = form.values["reporter"], form.place.site if form.place else None
    if picked == PIC and site and site.pic_name:
        return replace(
            report, reporter_name=site.pic_name, reporter_phone=site.pic_phone, reporter_email=""
        )
    if not picked.startswith(OF_CASE):
        return report
    try:
        earlier = case_row(picked.removeprefix(OF_CASE), by=by)
    except NotFound:
        return report
    return replace(
        report,
        reporter_name=earlier.reporter_name,
        reporter_phone=earlier.reporter_phone,
        reporter_email=earlier.reporter_email,
    )


def _moment(form: Form, name: str) -> datetime | None:
    text = form.values[name].strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        form.faults[name] = Fault(
            "not-a-moment",
            words("Waktu “%(value)s” tidak terbaca; tulis tanggal dan jam: 2026-11-23T09:15."),
            {"value": text[:40]},
        )
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _day(form: Form, name: str) -> date | None:
    text = form.values[name].strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        form.faults[name] = Fault(
            "not-a-day",
            words("Tanggal “%(value)s” tidak terbaca; tulis tahun-bulan-hari: 2026-11-23."),
            {"value": text[:40]},
        )
        return None


def _check_files(form: Form) -> None:
    """Every file is judged before the report is registered: a refused file loses nothing."""
    if len(form.files) > MOST_FILES:
        form.faults["files"] = Fault(
            "too-many",
            words("Paling banyak %(most)s berkas sekaligus; Anda memilih %(count)s."),
            {"most": MOST_FILES, "count": len(form.files)},
        )
        return
    said = []
    for name, file in form.files:
        try:
            check_file(name, file)
        except Invalid as invalid:
            said += [sentence(fault) for fault in invalid.faults.values()]
        file.seek(0)
    if said:
        form.faults["files"] = Fault("refused-file", "%(said)s", {"said": " ".join(said)})
