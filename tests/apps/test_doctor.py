"""What the doctor says of the ways out and of what waits to leave by them."""

from datetime import timedelta

import pytest

from sigap.config.doctor import examine
from sigap.incidents.actions.sealing import seal_the_day
from sigap.kit import clock
from sigap.notifications.actions.sending import send_due
from sigap.notifications.models import Channel
from tests.messages import message, queued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def email_is_on(settings):
    settings.EMAIL_ENABLED = True


def found(name: str, at) -> tuple[bool, str]:
    with clock.at(at):
        (finding,) = [each for each in examine() if each.name == name]
    return finding.ok, finding.detail


def test_a_healthy_channel_is_named(moment):
    assert found("channels", moment) == (True, "Surel")


def test_a_channel_in_trouble_is_named_with_its_reason(moment):
    told = {"trouble_kind": "salah-pengaturan", "trouble": "535 wrong password"}
    Channel.objects.create(key="email", kind="email", name="Surel", **told)
    ok, detail = found("channels", moment)
    assert not ok
    assert "Surel (535 wrong password)" in detail


def test_a_channel_that_lost_its_settings_is_named(moment):
    Channel.objects.create(key="telegram", kind="telegram", name="Bot kota")
    ok, detail = found("channels", moment)
    assert not ok
    assert "Bot kota" in detail


def test_a_backlog_is_counted_and_its_age_is_an_illness(moment):
    queued(*(message(n, at=moment) for n in range(3)))
    assert found("outbox", moment) == (True, "3 pesan menunggu, 0 gagal")
    ok, detail = found("outbox", moment + timedelta(minutes=20))
    assert not ok
    assert "20 menit" in detail


def test_what_is_tried_again_and_again_is_as_old_as_it_is(moment, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    queued(message(at=moment))
    for minute in range(20):
        send_due(at=moment + timedelta(minutes=minute))
    ok, detail = found("outbox", moment + timedelta(minutes=20))
    assert not ok
    assert "20 menit" in detail


def test_a_record_that_is_no_longer_sealed_is_an_illness(moment):
    assert found("record", moment)[0]
    assert seal_the_day(at=moment)
    assert found("record", moment) == (True, "lembar nomor 1 sampai 2026-11-22")
    ok, detail = found("record", moment + timedelta(days=3))
    assert not ok
    assert "periksa pekerja" in detail


def test_sheets_that_do_not_reach_their_folder_are_an_illness(moment, settings, tmp_path):
    settings.SIGAP_ANCHOR_DIR = tmp_path / "jangkar"
    for day in (0, 1):
        seal_the_day(at=moment + timedelta(days=day))
    ok, detail = found("record", moment + timedelta(days=1))
    assert not ok
    assert "2 lembar belum tertulis" in detail
