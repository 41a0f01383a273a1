"""Reference data as the API tells it: procedures, agencies, calendars."""

from dataclasses import asdict

from sigap.api import reference_shapes as shapes
from sigap.api.serializers.values import local
from sigap.domain.procedure import Exit, Output, Procedure, Step
from sigap.domain.procedure_model import TimeAmount
from sigap.incidents.models import PublishedProcedure
from sigap.people.models import Agency, CalendarVersion, WorkingCalendar


def procedure_item(row: PublishedProcedure, *, in_force: bool) -> shapes.ProcedureItem:
    """One published version, as a line of a list."""
    return shapes.ProcedureItem(
        key=row.key, version=row.version, title=row.title, status=row.status, in_force=in_force
    )


def procedure(read: Procedure, *, in_force: bool) -> shapes.ProcedureShape:
    """A whole SOP version: enough to draw its forms and buttons."""
    return shapes.ProcedureShape(
        key=read.key,
        version=read.version,
        title=read.title,
        status=read.status,
        in_force=in_force,
        identity=asdict(read.identity),
        lanes=[asdict(lane) for lane in read.lanes],
        intake=_output(read.intake),
        steps=[_step(step) for step in read.steps],
        holds=[shapes.HoldReasonShape(**asdict(reason)) for reason in read.holds],
        confirmation_step=read.confirmation_step,
        reopen_to=read.reopen_to,
        reopen_within=_time(read.reopen_within) if read.reopen_within else None,
        backdate_limit=_time(read.backdate_limit),
        day=read.day,
        risk_at=read.risk_at,
        digest=read.source_hash,
    )


def _step(step: Step) -> shapes.StepShape:
    return shapes.StepShape(
        no=step.no,
        key=step.key,
        role=step.role,
        title=step.short,
        text=step.text,
        items=list(step.items),
        requires=list(step.requires),
        time=_time(step.time),
        question=step.question,
        note=step.note,
        self_check=step.self_check.value if step.checks else None,
        output=_output(step.output),
        exits=[_exit(way) for way in step.exits],
    )


def _exit(way: Exit) -> shapes.ExitShape:
    return shapes.ExitShape(
        verb=way.verb,
        label=way.label,
        to=way.to,
        to_if_skipped=way.to_if_skipped,
        kind=way.kind,
        answer=way.answer,
        needs_output=way.needs_output,
        needs_note=way.needs_note,
        skips=list(way.skips),
        produces=list(way.produces),
        conditions={key: list(allowed) for key, allowed in way.conditions.items()},
        consequence=way.consequence,
    )


def _output(output: Output) -> shapes.OutputShape:
    return shapes.OutputShape(
        key=output.key,
        title=output.title,
        fields=[
            shapes.FieldShape(
                key=field.key,
                label=field.label,
                type=field.type.value,
                required=field.required,
                required_for=list(field.required_for),
                choices=list(field.choices),
                help=field.help,
            )
            for field in output.fields
        ],
    )


def _time(amount: TimeAmount) -> shapes.TimeShape:
    return shapes.TimeShape(unit=amount.unit, count=amount.count, words=str(amount))


def agency(row: Agency) -> shapes.AgencyShape:
    """A Perangkat Daerah."""
    return shapes.AgencyShape(key=row.key, name=row.name, short_name=row.short_name, kind=row.kind)


def calendar(row: WorkingCalendar, version: CalendarVersion | None) -> shapes.CalendarShape:
    """One calendar with its newest version. No query."""
    content = version.content if version else {"hours": [], "ramadan": [], "days_off": []}
    return shapes.CalendarShape(
        key=row.key,
        name=row.name,
        zone=row.zone,
        always=row.always,
        version=row.revision,
        source=version.source if version else None,
        changed_at=local(version.changed_at) if version else None,
        hours=[shapes.PatternShape(**each) for each in content["hours"]],
        ramadan=[shapes.RamadanShape(**each) for each in content["ramadan"]],
        days_off=[shapes.DayOffShape(**each) for each in content["days_off"]],
    )
