"""What people write from outside: an answer, a note, a report, or something for a person."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from sigap.audit.queries import entries
from sigap.incidents.actions.incoming import (
    MOST_REPORTS,
    attach_to_case,
    consider_incoming,
    set_aside,
)
from sigap.incidents.models import Category, Incident
from sigap.incidents.queries.cases import replayed, snapshot
from sigap.notifications.actions.incoming import keep_letter
from sigap.notifications.linking import CODE_LIFE, code_of
from sigap.notifications.models import Address, Incoming, Message
from sigap.notifications.received import Letter, Nature
from sigap.notifications.sources import mail_reading
from tests.office import CHECKED, REMOTE, Office

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = "opd-pendidikan@sigap.example"


@pytest.fixture
def office() -> Office:
    office = Office()
    Category.objects.create(
        key="belum-diketahui", name="Belum diketahui", group="Belum diketahui", position=99
    )
    return office


@pytest.fixture
def asked(office: Office) -> Incident:
    """A case at its confirmation, and our question about it that went out by e-mail."""
    incident = office.walk(office.report(), *REMOTE, *CHECKED)
    tell_of(incident, office, "<tanya@sigap.example>")
    return incident


def tell_of(incident: Incident, office: Office, remote_id: str, channel: str = "email") -> Message:
    return Message.objects.create(
        channel=channel,
        address=CONTACT,
        subject="Mohon konfirmasi",
        body="",
        event="confirm",
        number=incident.number,
        dedupe_key=remote_id,
        created_at=office.at,
        due_at=office.at,
        give_up_at=office.at,
        sent_at=office.at,
        remote_id=remote_id,
    )


def mail(text: str, *, sender: str = CONTACT, answers: str = "<tanya@sigap.example>") -> Letter:
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "Re: apa saja"
    message["Message-ID"] = f"<{abs(hash((text, sender, answers)))}@disdik.example>"
    if answers:
        message["In-Reply-To"] = answers
    message.set_content(text)
    own = {"own_host": "sigap.example", "own_address": "sigap@sigap.example"}
    return mail_reading.letter(message.as_bytes(), **own)


def arrive(office: Office, letter: Letter) -> Incoming:
    keep_letter(letter, at=office.wait(minutes=1))
    consider_incoming(at=office.at)
    return Incoming.objects.latest("pk")


def told(incident: Incident, kind: str) -> list[dict]:
    """What the ledger of the case keeps of this kind."""
    return [entry.data for entry in entries(incident.ledger.key) if entry.kind == kind]


def test_sudah_normal_is_the_agencys_answer_quoted_in_the_record(office, asked):
    row = arrive(office, mail("Sudah normal, terima kasih.\n\n> Apakah normal?"))
    assert (row.outcome, row.number) == ("jawaban", asked.number)
    asked.refresh_from_db()
    assert asked.affected.get().result == "pulih"
    (answered,) = told(asked, "answered")
    assert answered["quote"] == "Sudah normal, terima kasih."
    assert answered["channel"] == "e-mail"


def test_masih_gangguan_reopens_the_case(office, asked):
    arrive(office, mail("Masih gangguan Pak"))
    asked.refresh_from_db()
    assert (asked.step, asked.status) == ("penanganan", "berjalan")
    assert replayed(asked) == snapshot(asked)


def test_anything_else_becomes_a_note_on_the_case(office, asked):
    row = arrive(office, mail("Lantai 3 belum kami cek, nanti kami kabari"))
    assert (row.outcome, row.number) == ("catatan", asked.number)
    (noted,) = told(asked, "noted")
    assert "Lantai 3 belum kami cek" in noted["text"]


def test_a_stranger_who_answers_our_message_waits_for_a_person(office, asked):
    row = arrive(office, mail("Sudah normal", sender="orang@lain.example"))
    assert (row.outcome, row.number) == ("menunggu", asked.number)
    assert asked.affected.get().result == ""


def test_the_contact_of_another_agency_does_not_answer_for_this_one(office, asked):
    row = arrive(office, mail("Sudah normal", sender="opd-kesehatan@sigap.example"))
    assert row.outcome == "menunggu"
    assert asked.affected.get().result == ""


def test_a_reporter_without_an_account_answers_from_the_own_address(office):
    incident = office.walk(
        office.report(reporter_email="Bu.Tini@disdik.example"), *REMOTE, *CHECKED
    )
    tell_of(incident, office, "<t2@sigap.example>")
    row = arrive(
        office, mail("Sudah pulih", sender="bu.tini@disdik.example", answers="<t2@sigap.example>")
    )
    assert row.outcome == "jawaban"


def test_an_answer_to_a_question_nobody_asked_is_kept_as_a_note(office):
    incident = office.report()
    tell_of(incident, office, "<lapor@sigap.example>")
    row = arrive(office, mail("Sudah normal", answers="<lapor@sigap.example>"))
    assert row.outcome == "catatan"
    assert row.explanation


def test_the_subject_leads_nowhere_only_the_thread_does(office, asked):
    letter = mail("Sudah normal", answers="<orang@lain.example>")
    row = arrive(office, letter)
    assert (row.outcome, row.number) == ("menunggu", "")


@pytest.mark.parametrize("nature", [Nature.AUTOMATIC, Nature.BOUNCE, Nature.ECHO, Nature.BROKEN])
def test_what_no_person_wrote_is_never_acted_upon(office, asked, nature):
    letter = mail("Sudah normal")
    changed = Letter(
        channel=letter.channel,
        remote_id=letter.remote_id,
        sender=letter.sender,
        sender_name="",
        subject="",
        text=letter.text,
        raw=letter.raw,
        nature=nature,
        refers_to=letter.refers_to,
    )
    assert arrive(office, changed).outcome == "diabaikan"
    assert asked.affected.get().result == ""


def test_a_new_mail_of_a_contact_is_a_report(office):
    letter = mail("Internet kami mati sejak jam 8", answers="")
    row = arrive(office, letter)
    incident = Incident.objects.get(number=row.number)
    assert row.outcome == "laporan"
    assert (incident.agency.key, incident.channel) == ("dinas-pendidikan", "e-mail")
    assert incident.description == "Internet kami mati sejak jam 8"


def test_a_new_mail_of_a_stranger_waits_for_the_operator(office):
    row = arrive(office, mail("Promo!", sender="iklan@toko.example", answers=""))
    assert row.outcome == "menunggu"
    assert not Incident.objects.exists()


def test_a_sender_that_reports_without_end_is_stopped(office):
    for count in range(MOST_REPORTS + 1):
        row = arrive(office, mail(f"Mati lagi {count}", answers=""))
    assert row.outcome == "menunggu"
    assert Incident.objects.count() == MOST_REPORTS


def test_the_same_mail_fetched_twice_counts_once(office, asked):
    letter = mail("Catatan kecil")
    assert keep_letter(letter, at=office.at)
    assert not keep_letter(letter, at=office.at)
    assert consider_incoming(at=office.at) == 1
    assert consider_incoming(at=office.at) == 0


def test_a_photo_sent_along_stands_on_the_case(office, asked):
    message = EmailMessage()
    message["From"], message["Message-ID"] = CONTACT, "<foto@disdik.example>"
    message["In-Reply-To"] = "<tanya@sigap.example>"
    message.set_content("Ini keadaannya")
    message.add_attachment(b"catatan", maintype="text", subtype="plain", filename="catatan.txt")
    message.add_attachment(b"MZ..", maintype="application", subtype="exe", filename="jahat.exe")
    row = arrive(office, mail_reading.letter(message.as_bytes(), own_host="x", own_address="y"))
    assert [file.name for file in asked.attachments.all()] == ["catatan.txt"]
    assert "jahat.exe" in row.explanation


def chat(text: str, *, answers: tuple[str, ...] = ()) -> Letter:
    return Letter("telegram", f"77:{text}", "77", "Agus", "", text, b"{}", refers_to=answers)


def test_a_known_chat_answers_the_only_case_that_asks(office, asked):
    user = office.cast.user("opd-pendidikan")
    Address.objects.create(user=user, channel="telegram", value="77", verified_at=office.at)
    row = arrive(office, chat("Sudah normal"))
    assert (row.outcome, row.number) == ("jawaban", asked.number)


def test_a_chat_that_may_mean_two_cases_waits_for_a_person(office, asked):
    user = office.cast.user("opd-pendidikan")
    Address.objects.create(user=user, channel="telegram", value="77", verified_at=office.at)
    office.walk(office.report(), *REMOTE, *CHECKED)
    assert arrive(office, chat("Sudah normal")).outcome == "menunggu"


def test_a_chat_is_linked_by_the_code_of_its_owner(office):
    user = office.cast.user("opd-pendidikan")
    arrive(office, chat(f"/start {code_of(user.pk, at=office.at)}"))
    linked = Address.objects.get()
    assert (linked.user, linked.value, linked.verified_at) == (user, "77", office.at)


@pytest.mark.parametrize("spoilt", ["1-2-3", "", "x", "9" * 200, "1-99999999999-" + "a" * 24])
def test_a_code_that_is_not_ours_links_nothing(office, spoilt):
    assert arrive(office, chat(f"/start {spoilt}")).outcome == "diabaikan"
    assert not Address.objects.exists()


def test_an_old_code_links_nothing(office):
    code = code_of(office.cast.user("kasi").pk, at=office.at - CODE_LIFE)
    arrive(office, chat(f"/start {code}"))
    assert not Address.objects.exists()


def test_a_chat_number_that_was_only_typed_proves_nobody(office, asked):
    user = office.cast.user("opd-pendidikan")
    Address.objects.create(user=user, channel="telegram", value="77")
    assert arrive(office, chat("Sudah normal")).outcome == "menunggu"


def test_an_unknown_chat_waits_for_a_person(office, asked):
    assert arrive(office, chat("Sudah normal")).outcome == "menunggu"


def test_the_operator_puts_a_waiting_message_on_its_case(office, asked):
    row = arrive(office, mail("Dari telepon saya", sender="orang@lain.example", answers=""))
    operator = office.cast.actor("operator")
    attach_to_case(row.pk, asked.number, at=office.at, by=operator)
    row.refresh_from_db()
    assert (row.outcome, row.number) == ("catatan", asked.number)
    assert row.handled_by["key"] == "operator"


def test_the_operator_sets_a_message_aside_with_a_reason(office):
    row = arrive(office, mail("Promo!", sender="iklan@toko.example", answers=""))
    set_aside(row.pk, reason="Iklan", at=office.at, by=office.cast.actor("operator"))
    row.refresh_from_db()
    assert (row.outcome, row.explanation) == ("diabaikan", "Iklan")


def test_a_bounce_marks_the_message_that_never_came(office, asked):
    sent = Message.objects.get(remote_id="<tanya@sigap.example>")
    letter = mail("x")
    lost = mail_reading.Undelivered(CONTACT, sent.remote_id, "550 no such user", final=True)
    keep_letter(
        Letter("e-mail", "<b@mx>", "", "", "", "", b"", Nature.BOUNCE, undelivered=(lost,)),
        at=office.wait(minutes=1),
    )
    sent.refresh_from_db()
    assert sent.failed_at == office.at
    assert "no such user" in sent.last_error
    assert letter.nature is Nature.WRITTEN


def test_a_message_that_breaks_the_system_is_left_to_a_person_and_stops_no_other(office, asked):
    keep_letter(mail("Sudah normal", answers="<tanya@sigap.example>"), at=office.at)
    Incoming.objects.update(nature="tidak-ada")
    keep_letter(mail("Catatan biasa"), at=office.at + timedelta(seconds=1))
    assert consider_incoming(at=office.at + timedelta(minutes=1)) == 2
    assert set(Incoming.objects.values_list("outcome", flat=True)) == {"menunggu", "catatan"}
