"""E-mail of every kind becomes a letter: whose words, in answer to what, written by a person."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.notifications.received import Nature
from sigap.notifications.sources.mail_reading import letter

OURS = {"own_host": "sigap.example", "own_address": "sigap@sigap.example"}
OWN_ID = f"<{'a1' * 20}@sigap.example>"


def mail(text: str = "Sudah normal", **headers: str) -> EmailMessage:
    message = EmailMessage()
    told = {
        "From": "Agus Hermawan <Agus@Disdik.example>",
        "To": "sigap@sigap.example",
        "Subject": "Re: 2026-000017 · Mohon konfirmasi",
        "Message-ID": "<abc@disdik.example>",
        "In-Reply-To": OWN_ID,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in told.items():
        message[name] = value
    message.set_content(text)
    return message


def read(message: EmailMessage):
    return letter(message.as_bytes(), **OURS)


def test_a_reply_names_its_sender_and_what_it_answers():
    found = read(mail(References="<root@sigap.example> " + OWN_ID))
    assert (found.sender, found.sender_name) == ("agus@disdik.example", "Agus Hermawan")
    assert found.remote_id == "<abc@disdik.example>"
    assert found.refers_to == (OWN_ID, "<root@sigap.example>")
    assert found.nature is Nature.WRITTEN


@pytest.mark.parametrize(
    "quoted",
    [
        "Pada Sen, 23 Nov 2026 pukul 09.15 Sigap <sigap@sigap.example> menulis:\n> Apakah normal?",
        "Pada tanggal 23/11/2026 Sigap\n<sigap@sigap.example> menulis:\n> Apakah normal?",
        "On Mon, Nov 23, 2026 at 9:15 AM Sigap <sigap@sigap.example> wrote:\n> Apakah normal?",
        "-----Pesan Asli-----\nDari: Sigap\nApakah normal?",
        "> Apakah normal?\n> Balas e-mail ini",
    ],
)
def test_what_was_quoted_is_not_what_was_said(quoted):
    assert read(mail(f"Masih gangguan Pak\n\n{quoted}\n")).text == "Masih gangguan Pak"


def test_a_mail_of_html_alone_is_read_too():
    message = mail()
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>Sudah&nbsp;normal</p><p>Agus</p></body>",
        subtype="html",
    )
    assert read(message).text.splitlines()[0] == "Sudah normal"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=vacation"},
        {"Precedence": "bulk"},
        {"List_Id": "<warga.bekasi.example>"},
        {"X_Autoreply": "yes"},
    ],
)
def test_what_a_machine_wrote_is_known_as_such(headers):
    assert read(mail(**headers)).nature is Nature.AUTOMATIC


def test_auto_submitted_no_is_a_person():
    assert read(mail(Auto_Submitted="no")).nature is Nature.WRITTEN


@pytest.mark.parametrize(
    "headers", [{"Message_ID": OWN_ID}, {"From": "Sigap <SIGAP@sigap.example>"}]
)
def test_our_own_mail_come_back_is_an_echo(headers):
    assert read(mail(**headers)).nature is Nature.ECHO


BOUNCE = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example
To: sigap@sigap.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; Agus@Disdik.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: {{inner}}

Message-ID: {OWN_ID}
Subject: 2026-000017

--b--
"""


@pytest.mark.parametrize("inner", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_tells_who_never_got_which_message_and_why(inner):
    found = letter(BOUNCE.replace("{inner}", inner).encode(), **OURS)
    assert found.nature is Nature.BOUNCE
    (lost,) = found.undelivered
    assert (lost.address, lost.message_id, lost.final) == ("agus@disdik.example", OWN_ID, True)
    assert "no such user" in lost.reason


def test_a_file_comes_with_its_name():
    message = mail()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="foto.pdf")
    assert [(each.name, each.content) for each in read(message).enclosures] == [
        ("foto.pdf", b"%PDF-1.7")
    ]


def test_a_mail_without_a_name_is_known_by_its_content():
    message = mail()
    del message["Message-ID"]
    assert read(message).remote_id == read(message).remote_id != ""


@given(st.binary(max_size=400))
def test_any_bytes_at_all_become_a_letter(raw):
    assert letter(raw, **OURS).remote_id


@given(st.text(max_size=300))
def test_any_words_at_all_become_a_letter(text):
    raw = b"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n" + text.encode(
        "utf-8", "replace"
    )
    assert letter(raw, **OURS).nature in list(Nature)
