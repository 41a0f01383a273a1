"""The demo: every path of the SOP, a true record, and something for everybody to do."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import F

from sigap.audit.queries import verify
from sigap.config.demo import load
from sigap.config.demo.organisation import EMPTY_SEAT
from sigap.config.demo.present import OPEN
from sigap.config.demo.stage import before
from sigap.domain.case import Status
from sigap.domain.standards import Verdict
from sigap.incidents.models import (
    Attachment,
    CaseDiagnosis,
    Deviation,
    Hold,
    Incident,
    ProposalChoice,
    StepVisit,
)
from sigap.incidents.queries.cases import case_row, procedure_of, replayed, snapshot
from sigap.incidents.queries.clocks import step_clocks
from sigap.incidents.queries.lists import Filters, inbox, listing
from sigap.notifications.models import Message, Notice
from sigap.notifications.queries import unseen_count
from sigap.people.models import Appointment, Qualification, User
from sigap.people.queries import acting, calendar
from sigap.people.seats import chart

# A Sunday at 19.00 WIB: nobody is at work, and yet every inbox must look sensible.
SUNDAY_EVENING = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
MONDAY_OPENING = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)
WEEKS = 6
PASSWORD = "sigap-contoh-1"


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[int]:
    """A short demo, loaded once for all tests here and rolled back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(at=SUNDAY_EVENING, password=PASSWORD, weeks=WEEKS)
        transaction.set_rollback(True)


def auditor():
    return acting(User.objects.get(username="auditor"), at=SUNDAY_EVENING)


def standing(step: str, *, at: datetime = SUNDAY_EVENING) -> list[Verdict]:
    """The verdicts of the running clocks of the cases that stand at this step."""
    rows = Incident.objects.filter(step=step, status=Status.RUNNING)
    clocks = [
        [clock for clock in step_clocks(row, now=at) if clock.visit.left_at is None]
        for row in rows.select_related("procedure")
    ]
    return [each[-1].reading.verdict for each in clocks]


def test_loading_twice_adds_nothing(demo):
    assert demo > 100
    assert load(at=SUNDAY_EVENING + timedelta(days=1), password=PASSWORD, weeks=WEEKS) == 0
    assert Incident.objects.count() == demo


def test_at_opening_time_on_a_monday_it_looks_the_same_and_progress_was_told(db):
    told: list[tuple[int, int]] = []
    with transaction.atomic():
        load(
            at=MONDAY_OPENING,
            password=PASSWORD,
            weeks=WEEKS,
            progress=lambda done, total: told.append((done, total)),
        )
        assert told[-1][0] == told[-1][1] > 100
        assert told == sorted(told)
        assert set(Incident.objects.values_list("status", flat=True)) == set(Status)
        assert set(standing("disposisi", at=MONDAY_OPENING)) == set(Verdict)
        transaction.set_rollback(True)


def test_rows_and_ledger_tell_the_same_of_every_case(demo):
    by = auditor()
    for number in Incident.objects.values_list("number", flat=True):
        row = case_row(number, by=by)
        assert replayed(row) == snapshot(row), number


def test_no_seal_of_the_ledger_is_broken(demo):
    assert list(verify()) == []


def test_agenda_numbers_follow_the_moments_of_recording(demo):
    rows = list(Incident.objects.order_by("number").values_list("recorded_at", flat=True))
    assert rows == sorted(rows)


def test_nothing_happened_after_the_present(demo):
    assert not Incident.objects.filter(recorded_at__gt=SUNDAY_EVENING).exists()
    assert not StepVisit.objects.filter(left_at__gt=SUNDAY_EVENING).exists()
    assert not Incident.objects.filter(wake_at__lte=SUNDAY_EVENING).exists()


def test_every_outcome_of_a_step_occurs(demo):
    outcomes = set(StepVisit.objects.values_list("outcome", flat=True))
    assert outcomes >= {
        "selesai",
        "tidak dilaksanakan (ditangani jarak jauh)",
        "tidak dilaksanakan (penyimpangan)",
        "dikembalikan",
        "ditolak penerima",
        "dibuka kembali",
        "dilimpahkan",
        "dibatalkan",
        "mengikuti perkara induk",
    }


def test_each_check_has_sent_something_back_and_each_step_was_late_once(demo):
    returned = StepVisit.objects.filter(outcome="dikembalikan").values_list("step", flat=True)
    assert set(returned) == {"laporan-lengkap", "pemeriksaan", "konfirmasi"}
    late = StepVisit.objects.filter(verdict=Verdict.LATE).values_list("step", flat=True)
    assert len(set(late)) >= 5


def test_every_reason_of_a_hold_occurs_and_some_ran_out(demo):
    procedure = procedure_of(Incident.objects.select_related("procedure").first())
    assert set(Hold.objects.values_list("reason", flat=True)) == {
        reason.key for reason in procedure.holds
    }
    assert Hold.objects.filter(cause="kedaluwarsa", ended_at=F("until")).exists()
    assert not Hold.objects.filter(reason="vendor-isp", evidence="").exists()


def test_reports_came_through_every_channel_and_some_late_with_a_reason(demo):
    channels = set(Incident.objects.values_list("channel", flat=True))
    assert channels >= {"telepon", "whatsapp", "tatap-muka", "surat", "e-mail", "formulir", "alarm"}
    assert not Incident.objects.filter(channel="surat", letter_number="").exists()
    assert Incident.objects.exclude(backdate_reason="").exists()


def test_deviations_wait_and_are_ratified_by_somebody_else(demo):
    assert Deviation.objects.filter(ratified_at=None).exists()
    for row in Deviation.objects.exclude(ratified_at=None):
        assert row.ratified_by["key"] != row.recorded_by["key"]


def test_a_parent_has_children_of_several_agencies_and_one_was_still_down(demo):
    parent = Incident.objects.get(summary__startswith="Backbone FO arah utara")
    children = parent.children.all()
    assert len({child.agency_id for child in children}) >= 4
    assert {child.status for child in children} == {Status.CLOSED}
    assert Incident.objects.filter(summary__contains="Pejuang", parent=None, rounds__konfirmasi=2)


def test_the_told_cases_refer_to_each_other(demo):
    whole = Incident.objects.get(summary__startswith="32 router WiFi")
    part = Incident.objects.get(summary__startswith="8 router WiFi")
    assert (whole.status, part.status) == (Status.TRANSFERRED, Status.CLOSED)
    assert whole.number in part.external_ref
    asked = Incident.objects.get(summary__startswith="Permintaan jejak digital")
    traced = Incident.objects.get(summary__startswith="Loket perizinan")
    assert traced.number in asked.external_ref
    assert traced.attachments.count() == 2


def test_attachments_are_pictures_and_logs(demo):
    kinds = set(Attachment.objects.values_list("media_type", flat=True))
    assert kinds == {"image/png", "text/plain"}


def test_every_performer_has_something_waiting(demo):
    names = ("kabid", "kasi", "admin-jaringan", "pelaksana", "pelaksana-2")
    for name in (*names, "opd-pendidikan", "opd-kesehatan"):
        by = acting(User.objects.get(username=name), at=SUNDAY_EVENING)
        assert len(inbox(by)) >= 2, name


def test_every_account_sees_cases_and_few_unread_notices(demo):
    for user in User.objects.all():
        by = acting(user, at=SUNDAY_EVENING)
        assert listing(Filters(), by=by, at=SUNDAY_EVENING).items, user.username
        assert unseen_count(user.pk) <= 6
    assert unseen_count(User.objects.get(username="kabid").pk) > 0
    assert Notice.objects.count() > 500
    assert not Message.objects.exists()


@pytest.mark.parametrize("step", ["disposisi", "arahan", "penanganan", "perbaikan", "konfirmasi"])
def test_open_cases_are_late_nearing_and_in_time_even_on_a_sunday_evening(demo, step):
    assert set(standing(step)) == set(Verdict)


def test_some_open_cases_wait_for_others_and_some_follow_a_parent(demo):
    held = Incident.objects.filter(status=Status.ON_HOLD)
    assert {row.step for row in held} == {"penanganan", "perbaikan"}
    assert all(row.hold_until > SUNDAY_EVENING for row in held)
    assert Incident.objects.filter(status=Status.FOLLOWING).count() == 4
    assert Incident.objects.filter(status=Status.RUNNING).count() >= len(OPEN) - 2


@pytest.mark.parametrize("at", [SUNDAY_EVENING, MONDAY_OPENING, FRIDAY_NOON])
def test_a_moment_so_many_working_minutes_ago_is_exact(demo, at):
    hours = calendar("kota")
    for minutes in (1, 44, 45, 380, 4600):
        begin = before(hours, at, minutes)
        assert hours.elapsed(begin, at) == timedelta(minutes=minutes)


def test_the_chart_has_an_empty_seat_a_past_plh_and_certificates_that_have_run_out(demo):
    empty = [seat.position.key for seat in chart(SUNDAY_EVENING) if seat.empty]
    assert empty == [EMPTY_SEAT]
    assert Appointment.objects.filter(kind="plh", ends_at__lt=SUNDAY_EVENING).exists()
    assert Qualification.objects.filter(expires_on__lt=SUNDAY_EVENING.date()).exists()
    assert Notice.objects.filter(event="office-empty", user__username="admin").count() == 1


def test_cases_of_the_city_were_looked_at_before_and_after_and_choices_stand_beside(demo):
    looks = CaseDiagnosis.objects.all()
    assert not looks.filter(done_at=None).exists()
    assert not looks.exclude(failure="").exists()
    assert looks.filter(incident__finished_at=None).count() >= 20
    assert {"putus", "normal"} <= set(looks.values_list("state", flat=True))
    assert looks.filter(recovery="pulih").exclude(changes=[]).exists()
    assert set(ProposalChoice.objects.values_list("way_agreed", flat=True)) == {True, False, None}
