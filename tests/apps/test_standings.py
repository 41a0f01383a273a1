"""How every device stands, as those see it who draw the whole network."""

import pytest
from pytest_django import DjangoAssertNumQueries

from sigap.domain.health import Standing
from sigap.monitoring.models import Check
from sigap.monitoring.queries.standings import standings
from tests.monitoring import check, device
from tests.office import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def ping() -> Check:
    office = Office()
    return check(device(office.cast.site("pop-inti")), at=office.at)


def stands(row: Check, standing: Standing, **more: object) -> None:
    Check.objects.filter(pk=row.pk).update(standing=standing.value, **more)


def another(ping: Check, standing: Standing, label: str = "lain") -> None:
    ping.pk, ping.label, ping.automatic, ping.standing = None, label, False, standing.value
    ping.save()


def test_a_device_stands_as_its_own_ping_says(ping: Check) -> None:
    stands(ping, Standing.UP, automatic=True)
    another(ping, Standing.DOWN)
    assert standings() == {ping.device.key: Standing.UP}


def test_without_a_ping_the_gravest_of_its_checks_speaks(ping: Check) -> None:
    stands(ping, Standing.UP, automatic=False)
    another(ping, Standing.FLAPPING)
    assert standings() == {ping.device.key: Standing.FLAPPING}


def test_a_device_that_is_not_asked_is_left_out(
    ping: Check, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Check.objects.update(active=False)
    with django_assert_num_queries(1):
        assert standings() == {}
