"""Credentials: encrypted at rest, given to probes alone, read by people on the record only."""

import logging
import pickle

import pytest
from django.db import connection

from sigap.audit.models import Entry
from sigap.domain.actor import SYSTEM
from sigap.domain.credentials import CREDENTIALS, completed, credential_faults
from sigap.domain.errors import Invalid, NotAllowed
from sigap.inventory.actions.credentials import (
    MeantFor,
    keep_credential,
    note_credential_uses,
    reveal_credential,
)
from sigap.inventory.models import Credential, Device
from sigap.inventory.queries.credentials import counted_uses, credential_for, credentials
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
SECRET = "k0munitas-sangat-rahasia"


@pytest.fixture
def team() -> Cast:
    counted_uses()
    return cast()


def kept(
    team: Cast, key: str, meant: MeantFor, community: str = SECRET, *, new: bool = True
) -> Credential:
    return keep_credential(
        key,
        kind="snmp-v2c",
        name=f"SNMP {key}",
        typed={"community": community},
        meant_for=meant,
        new=new,
        at=team.at,
        by=team.actor("admin-jaringan"),
    )


def given(team: Cast, device: Device) -> str:
    secret = credential_for(device, ["snmp-v2c"], at=team.at, by=SYSTEM)
    return secret["community"] if secret else ""


def test_nothing_readable_rests_in_the_database_or_the_ledger(team: Cast) -> None:
    kept(team, "umum", MeantFor(rest=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM inventory_credential")
        stored = str(cursor.fetchall())
    assert SECRET not in stored
    assert SECRET not in str([entry.data for entry in Entry.objects.all()])


def test_the_narrowest_credential_opens_a_device(team: Cast) -> None:
    switch = team.devices["sw-disdik"]
    Device.objects.filter(pk=switch.pk).update(platform="cisco_ios")
    switch.refresh_from_db()
    meant = {
        "sisa": MeantFor(rest=True),
        "merek": MeantFor(platforms=["cisco_ios"]),
        "tempat": MeantFor(sites=["kantor-disdik"]),
        "sendiri": MeantFor(devices=["sw-disdik"]),
    }
    for key, scope in meant.items():
        kept(team, key, scope, key)
        assert given(team, switch) == key
    Credential.objects.filter(key="sendiri").update(active=False)
    assert given(team, switch) == "tempat"


def test_what_is_meant_for_another_device_opens_nothing(team: Cast) -> None:
    kept(team, "lain", MeantFor(sites=["rsud"]))
    assert given(team, team.devices["sw-disdik"]) == ""


@pytest.mark.parametrize("who", ["admin", "admin-jaringan", "kabid", "auditor"])
def test_a_person_never_gets_a_credential_the_way_a_probe_does(team: Cast, who: str) -> None:
    kept(team, "umum", MeantFor(rest=True))
    device, by = team.devices["sw-disdik"], team.actor(who)
    with pytest.raises(NotAllowed):
        credential_for(device, ["snmp-v2c"], at=team.at, by=by)


def test_uses_by_probes_are_counted_without_an_entry_each(team: Cast) -> None:
    kept(team, "umum", MeantFor(rest=True))
    entries = Entry.objects.count()
    for _ in range(3):
        given(team, team.devices["sw-disdik"])
    assert note_credential_uses(at=team.at) == 1
    row = Credential.objects.get()
    assert (row.uses, row.used_at, Entry.objects.count()) == (3, team.at, entries)
    assert note_credential_uses(at=team.at) == 0


def test_reading_one_needs_a_reason_and_leaves_an_entry(team: Cast) -> None:
    kept(team, "umum", MeantFor(rest=True))
    by = team.actor("admin-jaringan")
    with pytest.raises(Invalid):
        reveal_credential("umum", reason=" ", at=team.at, by=by)
    told = reveal_credential("umum", reason="masuk dari konsol", at=team.at, by=by)
    assert told == {"community": SECRET}
    entry = Entry.objects.get(kind="kredensial-dibaca")
    assert (entry.data["reason"], entry.actor["key"]) == ("masuk dari konsol", "admin-jaringan")


@pytest.mark.parametrize("who", ["kasi", "pelaksana", "auditor", "opd-pendidikan"])
def test_others_neither_keep_nor_read_credentials(team: Cast, who: str) -> None:
    kept(team, "umum", MeantFor(rest=True))
    with pytest.raises(NotAllowed):
        reveal_credential("umum", reason="ingin tahu", at=team.at, by=team.actor(who))


def test_a_field_left_blank_stays_and_the_ledger_names_what_changed(team: Cast) -> None:
    kept(team, "umum", MeantFor(rest=True))
    kept(team, "umum", MeantFor(sites=["kantor-disdik"]), "", new=False)
    assert given(team, team.devices["sw-disdik"]) == SECRET
    entry = Entry.objects.get(kind="kredensial-diubah")
    assert (entry.data["fields"], entry.data["for"]) == ([], ["lokasi:kantor-disdik"])


def test_a_secret_hides_itself_wherever_it_is_printed_or_carried(team: Cast, caplog) -> None:
    kept(team, "umum", MeantFor(rest=True))
    secret = credential_for(team.devices["sw-disdik"], ["snmp-v2c"], at=team.at, by=SYSTEM)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("sigap").info("%s %r %s", secret, secret, {"x": secret})
    assert SECRET not in caplog.text + f"{secret!r} {secret}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_list_of_credentials_does_not_load_what_they_hold(team: Cast) -> None:
    kept(team, "umum", MeantFor(rest=True))
    assert credentials()[0].get_deferred_fields() == {"payload"}


def test_a_credential_of_another_installation_opens_nothing(team: Cast, settings) -> None:
    kept(team, "umum", MeantFor(rest=True))
    settings.SECRET_KEY = "another-key-" + "y" * 40
    assert given(team, team.devices["sw-disdik"]) == ""


def test_no_fault_repeats_a_secret() -> None:
    kind = CREDENTIALS["snmp-v3"]
    typed = {
        "user": "u",
        "auth_protocol": "sha",
        "auth_password": "pendek",
        "priv_password": "x\ny",
    }
    faults = credential_faults(kind, completed(kind, typed))
    assert set(faults) >= {"priv_password"}
    assert "pendek" not in str([str(fault) for fault in faults.values()])


def test_a_wrong_scope_is_refused_by_its_field(team: Cast) -> None:
    for meant, name in ((MeantFor(), "devices"), (MeantFor(sites=["x"]), "sites")):
        with pytest.raises(Invalid) as refusal:
            kept(team, "umum", meant)
        assert set(refusal.value.faults) == {name}
