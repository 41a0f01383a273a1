"""Salts let an outsider prove what is shown, and never find out what was hidden."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from sigap.audit.models import Entry
from sigap.audit.offline.verify_sigap import digest
from sigap.incidents.actions.redacting import decide_redaction, propose_redaction
from tests.api.caller import Caller

NAME = "Agus Hermawan"
SEALED = ("actor", "at", "data", "kind", "prev", "salt", "seq", "stream")


@pytest.fixture
def hidden(caller: Caller) -> dict[int, str]:
    """A case in which a name was hidden; the salts of the entries that said it, by number."""
    number, office = caller.report(), caller.office
    caller.walk(number, "disposisikan")
    before = {row.seq: row.salt for row in Entry.objects.filter(stream__key=f"perkara/{number}")}
    assert all(before.values())
    told = {"terms": NAME, "reason": "Permintaan", "at": office.at}
    asked = propose_redaction(number, **told, by=office.cast.actor("kasi"))
    said = {"approve": True, "decree": "045/3", "note": "", "at": office.at}
    decide_redaction(asked.pk, **said, by=office.cast.actor("kabid"))
    gone = Entry.objects.filter(stream__key=f"perkara/{number}", altered__gt=0)
    return {row.seq: before[row.seq] for row in gone}


def timeline(caller: Caller, who: str = "auditor") -> dict[str, Any]:
    return caller.get(who, "/incidents/2026-000001/timeline").json()


def exported() -> list[dict[str, Any]]:
    out = StringIO()
    call_command("audit", "export", "--stream", "perkara/2026-000001", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    return [row for row in rows if "seq" in row]


def test_every_other_entry_is_still_proved_by_its_salt(caller, hidden):
    rows = exported()
    assert len(rows) > len(hidden) > 0
    for row in rows:
        said = {name: row[name] for name in SEALED if name in row}
        assert (digest(said) == row["seal"]) is (row["seq"] not in hidden)


def test_what_was_hidden_has_no_salt_any_more_anywhere(caller, hidden):
    shown = {row["seq"]: row["salt"] for row in timeline(caller)["items"]}
    assert {shown[seq] for seq in hidden} == {""}
    assert all(salt for seq, salt in shown.items() if seq not in hidden)
    assert not any("salt" in row for row in exported() if row["seq"] in hidden)
    everything = repr([*Entry.objects.values()]) + repr(exported()) + repr(timeline(caller))
    assert not any(salt in everything for salt in hidden.values())


def test_the_right_guess_does_not_fit_the_seal_without_the_salt(caller, hidden):
    """Who guesses the name has the seal, but nothing to try his guess against."""
    (row,) = [row for row in exported() if row["kind"] == "reported"]
    salt = hidden[row["seq"]]
    guess = json.loads(json.dumps(row).replace("***", NAME))
    said = {name: guess[name] for name in SEALED if name in guess}
    assert digest(said) != row["seal"]
    assert digest({**said, "salt": ""}) != row["seal"]
    # With it the guess would have been proved: that is why it had to go.
    assert digest({**said, "salt": salt}) == row["seal"]


def test_a_contact_gets_neither_seals_nor_salts(caller):
    caller.report()
    for row in timeline(caller, "opd-pendidikan")["items"]:
        assert (row["seal"], row["salt"], row["prev"]) == (None, None, None)
