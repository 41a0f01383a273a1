"""The demo's calendar after two decrees, and a service class with an inner target of its own."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sigap.domain.actor import Actor
from sigap.domain.standards import Verdict
from sigap.incidents.models import StepVisit
from sigap.people.actions import add_day_off, keep_service_class
from sigap.people.models import WorkingCalendar
from sigap.people.worktime import calendar

_CITY = "kota"
_LATE_DECREE = "Surat Edaran Wali Kota Nomor 800/21/Org (contoh)"
_NEW_DECREE = "Keputusan Wali Kota Nomor 100.3/45/Org (contoh)"


def set_targets(*, at: datetime, by: Actor) -> None:
    """Sites that never close are aimed at in three quarters of each standard."""
    keep_service_class(
        "24x7",
        name="Siaga 24 jam, 7 hari",
        calendar="24x7",
        share=Decimal("0.75"),
        step_targets={"disposisi": 10},
        covers_out_of_hours=True,
        at=at,
        by=by,
    )


def decree_days(*, at: datetime, by: Actor) -> None:
    """A day off decreed after it had passed, and one for a day two weeks ahead.

    On the first a step was late: its case shows what a later version says beside the verdict.
    """
    row = WorkingCalendar.objects.get(key=_CITY)
    for moment, name, source in (
        (_late_step_of_old(at), "Libur daerah susulan (contoh)", _LATE_DECREE),
        (at + timedelta(days=14), "Libur daerah (contoh)", _NEW_DECREE),
    ):
        on = _working_day(moment)
        add_day_off(row, on=on, name=name, kind="daerah", source=source, at=at, by=by)


def _late_step_of_old(at: datetime) -> datetime:
    """When the last late step began that was over two weeks ago."""
    late = StepVisit.objects.filter(
        verdict=Verdict.LATE.value,
        incident__calendar_key=_CITY,
        incident__restricted=False,
        left_at__lt=at - timedelta(days=14),
    )
    begun = late.order_by("-left_at").values_list("entered_at", flat=True).first()
    return begun or at - timedelta(days=21)


def _working_day(moment: datetime) -> date:
    """The local day of the first working moment from here on."""
    hours = calendar(_CITY)
    return hours.next_working(moment).astimezone(ZoneInfo(hours.zone)).date()
