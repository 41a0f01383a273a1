"""The office's mailbox on a real IMAP server: everything that comes is kept, once."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from sigap.notifications.actions.collecting import collect_mail
from sigap.notifications.models import Incoming, Source
from sigap.notifications.sources import mailbox
from tests.cast import MONDAY_MORNING
from tests.outside import dovecot

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(dovecot.missing()), reason=dovecot.missing()),
]


@pytest.fixture(scope="module")
def server() -> Iterator[dovecot.PostOffice]:
    with dovecot.running() as office:
        yield office


@pytest.fixture
def post(server: dovecot.PostOffice, settings) -> dovecot.PostOffice:
    """The post office with its mailbox emptied, and the address set as an admin sets it."""
    settings.IMAP_URL = server.address
    mailbox.collect(server.address, lambda raw: None)
    return server


def mail(text: str, number: int = 1) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "Agus <agus@disdik.example>", "Internet mati"
    message["Message-ID"] = f"<{text.encode().hex()}.{number}@disdik.example>"
    message.set_content(text)
    return message.as_bytes()


def test_what_is_unread_is_kept_and_then_marked_as_read(post):
    post.deliver(mail("Lantai dua mati"))
    post.deliver(mail("Lantai tiga mati"))
    assert collect_mail(at=MONDAY_MORNING) == 2
    assert post.unread() == 0
    texts = Incoming.objects.order_by("id").values_list("text", flat=True)
    assert list(texts) == ["Lantai dua mati", "Lantai tiga mati"]
    assert Source.objects.get(key="e-mail").read_at == MONDAY_MORNING


def test_who_dies_between_keeping_and_marking_keeps_it_once(post):
    class Died(Exception):
        pass

    post.deliver(mail("Setengah jalan"))
    kept = []

    def die_after_keeping(raw: bytes) -> None:
        kept.append(raw)
        raise Died

    with pytest.raises(Died):
        mailbox.collect(post.address, die_after_keeping)
    assert post.unread() == 1
    assert collect_mail(at=MONDAY_MORNING) == 1
    assert Incoming.objects.count() == len(kept) == 1


def test_the_same_message_delivered_twice_is_one(post):
    post.deliver(mail("Kembar"))
    post.deliver(mail("Kembar"))
    assert collect_mail(at=MONDAY_MORNING) == 2
    assert Incoming.objects.count() == 1


def test_bytes_that_are_no_mail_do_not_block_the_mailbox(post):
    post.deliver(b"\xff\xfe\x00 bukan surat \r\n\r\n\x80\x81")
    post.deliver(b"Content-Type: multipart/mixed; boundary=\r\nSubject: =?x?q?=FF?=\r\n\r\nisi")
    post.deliver(mail("Sesudahnya"))
    collect_mail(at=MONDAY_MORNING)
    assert post.unread() == 0
    assert Incoming.objects.filter(text="Sesudahnya").exists()


def test_a_wrong_password_is_told_to_a_person_and_mended_by_the_right_one(post, settings):
    settings.IMAP_URL = post.address.replace(dovecot.PASSWORD, "salah")
    assert collect_mail(at=MONDAY_MORNING) == 0
    source = Source.objects.get(key="e-mail")
    assert "AUTHENTICATIONFAILED" in source.last_error
    assert dovecot.PASSWORD not in source.last_error
    settings.IMAP_URL = post.address
    collect_mail(at=MONDAY_MORNING)
    source.refresh_from_db()
    assert (source.last_error, source.failed_at) == ("", None)


def test_a_closed_port_is_told_to_a_person(settings):
    settings.IMAP_URL = "imap://meja:x@127.0.0.1:1/INBOX"
    assert collect_mail(at=MONDAY_MORNING) == 0
    assert Source.objects.get(key="e-mail").failed_at == MONDAY_MORNING


def test_without_an_address_no_mailbox_is_read(settings):
    settings.IMAP_URL = ""
    assert collect_mail(at=MONDAY_MORNING) == 0
    assert not Source.objects.exists()
