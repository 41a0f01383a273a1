"""Calendar files: what is written can be read again, and what is of no use is named."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.errors import Invalid, NotAllowed
from sigap.domain.workcalendar import WIB, Span
from sigap.people.actions.duty_import import import_shifts
from sigap.people.duty import duty_between
from sigap.people.ics import MOST_BYTES, Entry, Occasion, read, written
from sigap.people.models import DutyChange, DutyRoster
from sigap.people.occasions import Taken, considered
from tests.cast import MONDAY_MORNING, Cast, cast
from tests.duty import roster, wib

SINCE, UNTIL = wib("2026-11-22"), wib("2027-02-22")


def file(*events: Iterable[str]) -> bytes:
    """A calendar as another program writes it: lines for each event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lain//ID"]
    for no, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{no}@lain", "DTSTAMP:20261101T000000Z", *event]
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def night(day: str, *more: str, title: str = "Piket pelaksana-2") -> list[str]:
    """From 16:00 for fifteen and a half hours on the office's clock."""
    start = f"DTSTART;TZID=Asia/Jakarta:{day}T160000"
    return [start, "DURATION:PT15H30M", f"SUMMARY:{title}", *more]


def occasions(*events: Iterable[str]) -> list[Occasion]:
    return read(file(*events), zone=WIB, since=SINCE, until=UNTIL)


def starts(found: Iterable[Occasion]) -> list[str]:
    return [
        each.span.start.astimezone(UTC).strftime("%m-%dT%H:%M")
        for each in found
        if each.span and each.fault is None
    ]


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)).map(
                lambda moment: moment.replace(microsecond=0)
            ),
            st.integers(1, 24 * 60),
            st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_written_is_read_again(told: list[tuple[datetime, int, str]]) -> None:
    entries = [
        Entry(
            uid=f"{no}@sigap.example",
            summary=title,
            span=Span(start, start + timedelta(minutes=minutes)),
            username=f"orang-{no}",
            name=title,
            email=f"orang-{no}@sigap.example",
        )
        for no, (start, minutes, title) in enumerate(told)
    ]
    found = read(written(entries, name="Piket", at=SINCE), zone=WIB, since=SINCE, until=UNTIL)
    assert [(f.username, f.emails, f.span) for f in found] == [
        (e.username, (e.email,), e.span) for e in entries
    ]


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_stumble(noise: bytes) -> None:
    for content in (noise, file([noise.decode("latin-1")], night("20261123"))):
        with suppress(Invalid):
            assert read(content, zone=WIB, since=SINCE, until=UNTIL)


def test_a_weekly_night_is_told_week_by_week_without_the_exceptions() -> None:
    rule = ("RRULE:FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20261208T170000Z",)
    skipped = ("EXDATE;TZID=Asia/Jakarta:20261124T160000",)
    assert starts(occasions(night("20261123", *rule, *skipped))) == [
        "11-23T09:00",
        "11-30T09:00",
        "12-01T09:00",
        "12-07T09:00",
        "12-08T09:00",
    ]


def test_every_second_week_and_a_count() -> None:
    found = occasions(night("20261123", "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=3"))
    assert starts(found) == ["11-23T09:00", "12-07T09:00", "12-21T09:00"]
    daily = occasions(night("20261123", "RRULE:FREQ=DAILY;INTERVAL=3;COUNT=2"))
    assert starts(daily) == ["11-23T09:00", "11-26T09:00"]


def test_a_moved_occasion_takes_the_place_of_the_one_it_replaces() -> None:
    moved = night("20261202", "RECURRENCE-ID;TZID=Asia/Jakarta:20261130T160000")
    content = file(night("20261123", "RRULE:FREQ=WEEKLY;COUNT=3"), moved)
    content = content.replace(b"UID:1@lain", b"UID:0@lain")
    found = read(content, zone=WIB, since=SINCE, until=UNTIL)
    assert starts(found) == ["11-23T09:00", "12-07T09:00", "12-02T09:00"]


def test_a_rule_without_end_stops_at_the_window() -> None:
    found = occasions(night("20200106", "RRULE:FREQ=WEEKLY;BYDAY=MO"))
    assert len(found) == 13
    assert starts(found)[0] == "11-23T09:00"


def test_a_whole_day_is_meant_on_the_clock_of_the_roster() -> None:
    (found,) = occasions(["DTSTART;VALUE=DATE:20261128", "SUMMARY:Piket"])
    assert found.span == Span(wib("2026-11-28"), wib("2026-11-29"))


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (["DTSTART:kemarin", "SUMMARY:x"], "unreadable"),
        (["SUMMARY:tanpa waktu"], "unreadable"),
        (["DTSTART:20261123T090000Z", "DTEND:20261123T090000Z"], "ends-before-start"),
        (night("20261123", "STATUS:CANCELLED"), "cancelled"),
        (night("20261123", "RRULE:FREQ=MONTHLY;BYMONTHDAY=31"), "rule-too-strange"),
        (night("20261123", "RRULE:FREQ=SECONDLY"), "rule-too-strange"),
        (night("20261123", "RRULE:FREQ=WEEKLY;BYDAY=1MO"), "rule-too-strange"),
        (night("20261123", "RDATE:20261201T090000Z"), "rule-too-strange"),
    ],
)
def test_an_event_of_no_use_says_why_and_the_next_is_read(event: list[str], code: str) -> None:
    found = occasions(event, night("20261130"))
    assert found[0].fault is not None
    assert found[0].fault.code == code
    assert starts(found) == ["11-30T09:00"]


@pytest.mark.parametrize("content", [b"", b"halo", file(), b"x" * (MOST_BYTES + 1)])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read(content, zone=WIB, since=SINCE, until=UNTIL)
    assert set(refusal.value.faults) == {"file"}


def test_too_many_events_are_refused() -> None:
    daily = night("20261123", "RRULE:FREQ=DAILY")
    with pytest.raises(Invalid) as refusal:
        occasions(*[daily] * 6)
    assert refusal.value.faults["file"].params["num"] == 6 * 91


@pytest.fixture
def office(db: None) -> Cast:
    return cast()


@pytest.fixture
def row(office: Cast) -> DutyRoster:
    return roster(office)


def codes(taken: Iterable[Taken]) -> list[str]:
    return [each.fault.code if each.fault else str(each.user and each.user.pk) for each in taken]


def test_whom_an_event_means(office: Cast, row: DutyRoster) -> None:
    dedi = str(office.user("pelaksana-2").pk)
    content = file(
        night("20261123", "ATTENDEE:mailto:Pelaksana-2@SIGAP.example", title="Piket"),
        night("20261124", title="Jaga malam Dedi Supriatna, A.Md.Kom."),
        night("20261125", "X-SIGAP-NAMA-PENGGUNA:pelaksana-2", title="Piket kasi"),
        night("20261126", title="Piket siapa pun"),
        night("20261127", title="pelaksana-2 atau kasi"),
        night("20261128", title="opd-pendidikan"),
    )
    assert codes(considered(content, row, at=MONDAY_MORNING)) == [
        dedi,
        dedi,
        dedi,
        "nobody-known",
        "several-people",
        "may-not-stand",
    ]


def test_what_is_past_too_long_or_taken_already_is_refused(office: Cast, row: DutyRoster) -> None:
    week = ["DTSTART;VALUE=DATE:20261205", "DTEND;VALUE=DATE:20261207", "SUMMARY:kasi"]
    content = file(
        night("20261101"),
        ["DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20270301", "SUMMARY:kasi"],
        night("20261123", title="pelaksana"),
        week,
        week,
    )
    kasi = str(office.user("kasi").pk)
    found = codes(considered(content, row, at=MONDAY_MORNING))
    twice = ["already-on-duty"]
    assert found == ["past", "too-long", *twice, kasi, kasi, *twice, *twice]


def test_a_file_is_taken_over_once(office: Cast, row: DutyRoster) -> None:
    content, kasi = file(night("20261124"), night("20261125", title="?")), office.actor("kasi")
    import_shifts(row, content, name="piket.ics", at=MONDAY_MORNING, by=kasi)
    change = DutyChange.objects.get()
    assert (change.user, change.reason) == (office.user("pelaksana-2"), "Impor kalender piket.ics")
    again = import_shifts(row, content, name="piket.ics", at=MONDAY_MORNING, by=kasi)
    assert codes(again) == ["already-on-duty", "nobody-known"]
    assert DutyChange.objects.count() == 1


def test_only_a_planner_takes_a_file_over(office: Cast, row: DutyRoster) -> None:
    by = office.actor("pelaksana")
    with pytest.raises(NotAllowed):
        import_shifts(row, file(night("20261124")), name="x", at=MONDAY_MORNING, by=by)


def test_a_roster_written_out_and_read_into_another_is_the_same(
    office: Cast, row: DutyRoster
) -> None:
    window = (MONDAY_MORNING, MONDAY_MORNING + timedelta(days=20))
    planned = duty_between(*window)
    entries = [
        Entry(d.shift.slot, "Piket", d.shift.span, d.user.username, d.user.name, d.user.email)
        for d in planned
    ]
    other = DutyRoster.objects.create(key="lain", name="Lain", zone=WIB)
    content = written(entries, name="Piket", at=MONDAY_MORNING)
    DutyRoster.objects.filter(pk=row.pk).update(key="asal")
    import_shifts(other, content, name="x.ics", at=MONDAY_MORNING, by=office.actor("kasi"))
    copied = [duty for duty in duty_between(*window) if duty.roster == other]
    assert [(d.user, d.shift.span) for d in copied] == [(d.user, d.shift.span) for d in planned]
