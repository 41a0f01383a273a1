"""A case on its way through the seven steps, as its plan says; children that follow a parent."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from sigap.config.demo import forms
from sigap.config.demo.plan import Plan
from sigap.config.demo.played import Played
from sigap.config.demo.stage import Story
from sigap.domain.case import Status
from sigap.incidents.actions.reports import Report

# Tells whether the work came to its end; a case that is to stand where it is says no.
Work = Generator[datetime, None, bool]
CONFIRMATION = "konfirmasi"
# Minutes; before the first rung of the step's ladder.
_ACCEPTED_WITHIN = {"disposisi": 3.5, "arahan": 3.5, "perbaikan": 45}


def reported(case: Played, plan: Plan, report: Callable[[], Report], *, by: str) -> Story:
    """The whole story of a case of its own, from the report to its end."""
    yield from case.until(case.at)
    case.report(report(), by=by)
    yield from carried_on(case, plan)


def carried_on(case: Played, plan: Plan) -> Story:
    """From where the case stands to its end, or to where the plan lets it stand."""
    while case.is_open:
        if not (yield from _STEPS[case.row.step](case, plan)):
            return


def duplicate(case: Played, report: Callable[[], Report], *, of: Played, by: str) -> Story:
    """A second report of what was reported already; the Kepala Bidang sees it and cancels it."""
    yield from case.until(case.at)
    case.report(report(), by=by)
    yield from case.wait(case.stage.random.uniform(3, 12))
    case.cancel("duplikat", case.told.talk("batal", "duplikat"), by="kabid", duplicate_of=of.number)


def following(
    case: Played, plan: Plan, report: Callable[[], Report], *, parent: Played, by: str
) -> Story:
    """A report whose cause the parent repairs; its agency confirms for itself (ruling 10)."""
    yield from case.until(case.at)
    if not (parent.is_reported and parent.is_open) or parent.row.step == CONFIRMATION:
        case.report(report(), by=by)
        yield from carried_on(case, plan)
        return
    if case.stage.random.random() < 0.6 or case.stage.actor(by).agency:
        case.report(report(), by=by)
        # By the clock: a common cause is seen at once, also on a Sunday.
        yield from case.until(case.at + timedelta(minutes=case.stage.random.uniform(1, 5)))
        case.follow(parent.number, by="operator")
    else:
        case.report(report(), by=by, follows=parent.number)
    while case.row.status == Status.FOLLOWING:
        yield from case.wait(15)
        case.refresh()
    if plan.still_down and plan.once("still down"):
        yield from case.wait(12)
        _say(case, "masih-gangguan")
    yield from carried_on(case, plan)


def _work(case: Played, plan: Plan, step: str) -> Work:
    """Receive the step, wait for others where the plan says so, and use up the time it takes."""
    random = case.stage.random
    total = plan.minutes(step, random)
    stands = total is None
    if total is None:
        total = case.hours.elapsed(case.at, case.stage.until).total_seconds() / 60 - 1
        if total <= 0 or not plan.received:
            return False
    # Few let a step lie until it goes up.
    prompt = stands or random.random() < 0.96
    first = min(total * random.uniform(0.15, 0.4), _ACCEPTED_WITHIN.get(step, 12))
    yield from case.wait(first)
    if prompt:
        case.accept()
    if plan.hold is not None and plan.hold.step == step and plan.once("hold"):
        yield from _hold(case, plan, stands=stands)
    if stands:
        return False
    if step in ("penanganan", "perbaikan"):
        _remark(case)
    yield from case.wait(total - first)
    return True


def _hold(case: Played, plan: Plan, *, stands: bool) -> Story:
    assert plan.hold is not None
    hold, random = plan.hold, case.stage.random
    yield from case.wait(random.uniform(1, 6))
    hours = case.stage.office_hours
    enough = hold.minutes if hold.expires else hold.minutes * 1.6 + 90
    begin = max(case.at, case.stage.until) if stands else case.at
    limit = hours.add(begin, timedelta(minutes=enough))
    case.hold(hold.reason, evidence=case.told.talk("tunda", hold.reason), until=limit)
    if stands:
        return
    if hold.expires:
        yield from case.until(limit)
        yield from case.wait(random.uniform(10, 90))
        return
    yield from case.until(hours.add(case.at, timedelta(minutes=hold.minutes)))
    case.resume()


def _disposition(case: Played, plan: Plan) -> Work:
    if plan.ends == "keliru":
        yield from case.wait(case.stage.random.uniform(2, 9))
        case.cancel("keliru", case.told.talk("batal", "keliru"), by="operator")
        return True
    if not (yield from _work(case, plan, "disposisi")):
        return False
    case.leave("disposisikan", forms.disposition(case))
    return True


def _directive(case: Played, plan: Plan) -> Work:
    if plan.declines == "arahan" and plan.once("declined"):
        yield from case.wait(case.stage.random.uniform(2, 9))
        case.decline(case.told.talk("tolak_arahan"))
        return True
    if not (yield from _work(case, plan, "arahan")):
        return False
    if plan.ends == "limpah":
        case.leave("limpahkan", forms.transfer(case))
        return True
    if plan.second_agency and plan.once("second agency"):
        case.add_agency(plan.second_agency, by="kasi")
        yield from case.wait(1)
    if plan.deviates and plan.once("deviation"):
        case.deviate(
            kind="langkah-dilompati",
            reason=case.told.talk("simpangan"),
            authority=case.told.talk("lisan"),
            to="perbaikan",
        )
        return True
    case.leave("arahkan", forms.directive(case))
    return True


def _treatment(case: Played, plan: Plan) -> Work:
    if not (yield from _work(case, plan, "penanganan")):
        return False
    verb = "teratasi" if plan.remote else "kirim-pelaksana"
    case.leave(verb, forms.diagnosis(case, plan))
    return True


def _repair(case: Played, plan: Plan) -> Work:
    if plan.declines == "perbaikan" and plan.once("declined"):
        yield from case.wait(case.stage.random.uniform(5, 30))
        case.decline(case.told.talk("tolak_perbaikan"))
        return True
    if not (yield from _work(case, plan, "perbaikan")):
        return False
    # What will be sent back was not wholly mended.
    mended = "laporan-lengkap" not in plan.returns or "laporan-lengkap" in plan.done
    case.leave("laporkan", forms.repair(case, plan, mended=mended))
    return True


def _full_report(case: Played, plan: Plan) -> Work:
    if not (yield from _work(case, plan, "laporan-lengkap")):
        return False
    if not _sent_back(case, plan, "laporan-lengkap"):
        remote = "perbaikan" in case.row.skipped
        again = not plan.once("full report")
        case.leave("laporkan-kasi", forms.full_report(case, remote=remote, again=again))
    return True


def _examination(case: Played, plan: Plan) -> Work:
    if not (yield from _work(case, plan, "pemeriksaan")):
        return False
    if not _sent_back(case, plan, "pemeriksaan"):
        case.leave("laporkan-kabid", forms.examination(case))
    return True


def _sent_back(case: Played, plan: Plan, step: str) -> bool:
    if step not in plan.returns or not plan.once(step):
        return False
    case.leave("kembalikan", note=case.told.talk(f"kembali_{step.replace('-', '_')}"))
    return True


def _confirmation(case: Played, plan: Plan) -> Work:
    if not (yield from _work(case, plan, CONFIRMATION)):
        return False
    if _sent_back(case, plan, CONFIRMATION):
        return True
    if plan.reopened == "saat-konfirmasi" and plan.once("reopened"):
        _say(case, "masih-gangguan")
        # From afar it did not hold: now somebody goes there.
        plan.remote = False
        return True
    if plan.second_agency:
        case.answer(
            "pulih",
            agency=plan.second_agency,
            by="operator",
            informant=case.told.reporter,
            channel="telepon",
        )
        yield from case.wait(2)
    elif case.contact and case.stage.random.random() < 0.6:
        _say(case, "pulih")
        yield from case.wait(3)
    case.leave("konfirmasikan", forms.confirmation(case))
    if plan.reopened == "sesudah-selesai" and plan.once("reopened"):
        yield from case.wait(case.stage.random.uniform(40, 300))
        _say(case, "masih-gangguan")
    if plan.deviates and plan.ratified and plan.once("ratified"):
        yield from case.wait(case.stage.random.uniform(60, 900))
        by = case.stage.random.choice(["kadis", "kabid"])
        case.ratify(case.told.talk("sahkan"), by=by)
    return True


def _say(case: Played, result: str) -> None:
    """The agency answers by its own account, or on the phone to the operator."""
    if case.contact:
        case.answer(result, by=case.contact)
    else:
        case.answer(result, by="operator", informant=case.told.reporter, channel="telepon")


def _remark(case: Played) -> None:
    """Now and then the performer notes what was seen, or tells the agency how it stands."""
    chance = 1.0 if case.exact else case.stage.random.random()
    if chance < 0.22:
        internal = chance < 0.14
        text = case.told.talk("catatan_dalam" if internal else "catatan_luar")
        case.note(text, by=case.performer.key, internal=internal)


_STEPS: dict[str, Callable[[Played, Plan], Work]] = {
    "disposisi": _disposition,
    "arahan": _directive,
    "penanganan": _treatment,
    "perbaikan": _repair,
    "laporan-lengkap": _full_report,
    "pemeriksaan": _examination,
    CONFIRMATION: _confirmation,
}
