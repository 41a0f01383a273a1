"""`sigap probe`: only what the inventory names, in words and as JSON."""

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from sigap.inventory.models import Interface
from sigap.monitoring.models import RawReading
from sigap.monitoring.probes import icmp
from tests.cast import Cast, cast
from tests.monitoring import check, device

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Cast:
    try:
        icmp.opened(4)[0].close()
    except OSError:
        pytest.skip("this kernel lets the tests have no ICMP socket")
    office = cast()
    owner = device(office.site("pop-inti"), address="127.0.0.1")
    Interface.objects.create(
        device=owner, key="alat-1/eth0", name="eth0", norm="eth0", addresses=["127.0.0.77/30"]
    )
    return office


@pytest.mark.parametrize("meant", ["alat-1", "pop-inti", "127.0.0.1", "127.0.0.77"])
def test_a_device_is_meant_by_key_site_or_address(office, capsys, meant) -> None:
    call_command("probe", meant, "--json")
    told = json.loads(capsys.readouterr().out)
    assert [(each["device"], each["answer"]) for each in told["readings"]] == [("alat-1", "ok")]
    assert not RawReading.objects.exists()


@pytest.mark.parametrize("meant", ["127.0.0.7", "8.8.8.8", "tidak-ada", "localhost", ""])
def test_what_the_inventory_does_not_name_is_never_asked(office, meant) -> None:
    with pytest.raises(CommandError, match="bukan lokasi, perangkat, atau alamat"):
        call_command("probe", meant)


def test_something_that_does_not_answer_ends_with_code_1(office, capsys) -> None:
    owner = device(office.site("pop-inti"), 2, address="127.0.0.2")
    check(owner, at=office.at, kind="tcp", label="1", options={"port": 1})
    with pytest.raises(SystemExit) as ended:
        call_command("probe", "alat-2")
    assert ended.value.code == 1
    assert "koneksi ditolak" in capsys.readouterr().out


def test_the_way_is_shown_when_asked_for(office, capsys) -> None:
    call_command("probe", "alat-1", "--trace")
    assert "1  127.0.0.1" in capsys.readouterr().out
