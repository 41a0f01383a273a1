"""What is asked of the server: each page, list and act of the daily work, and bare Django."""

import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import uuid4

from django.urls import reverse

from bench.client import Answer, Request
from bench.dataset import Office
from bench.models import Ticket
from bench.paths import FIELD, REMOTE, Desk
from bench.visitors import Caller, Visitor
from sigap.domain.procedure import Procedure
from sigap.incidents.models import Incident
from sigap.incidents.queries.lists import MOST, OPEN, Filters, listing
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.people.models import User
from tests.office import filled

BARE_PAGE, BARE_POST = "bare page", "bare POST"
READ_LIMIT, WRITE_LIMIT = 4.0, 3.0
DEEP = 20_000
SEARCHES = ("wifi lantai 2", "fo putus", "dewi kartika", "sipd loket", "telepon ip", "switch mati")
ROLES = ("kabid", "kasi", "admin-jaringan", "pelaksana")
_NUMBER = re.compile(rb"\d{4}-\d{6}")


@dataclass(frozen=True, slots=True)
class Scenario:
    """Requests of one kind; `hear` says whether an answer was the one wanted."""

    name: str
    beside: str
    limit: float
    ask: Callable[[], Request]
    hear: Callable[[Request, Answer], bool]


def reads(at: datetime) -> Iterator[Scenario]:
    """Bare Django's page, then everything that is only looked at."""
    office, caller = Visitor("kabid"), Caller("kabid")
    ticket = _ticket(at)
    yield _page(BARE_PAGE, [office.get(reverse("bare-page", args=[ticket.pk]))])
    yield _page("inbox", [office.get(reverse("inbox"))])
    yield _page("inbox of an agency", [Visitor("opd-pendidikan").get(reverse("inbox"))])
    yield from _lists("list", office, reverse("incidents"), at)
    contact = Visitor("opd-pendidikan")
    yield _page("list of an agency", [contact.get(reverse("incidents"))])
    numbers = _numbers()
    cases = [[office.get(reverse("incident", args=[each])) for each in some] for some in numbers]
    yield _page("case, open", cases[0])
    yield _page("case, ended", cases[1])
    yield _page("API inbox", [caller.get("/api/v1/inbox")])
    yield from _lists("API list", caller, "/api/v1/incidents", at)
    yield _page("API case", [caller.get(f"/api/v1/incidents/{each}") for each in numbers[0]])


def _lists(name: str, who: Visitor | Caller, path: str, at: datetime) -> Iterator[Scenario]:
    filters = [{"state": "selesai"}, {"step": "perbaikan"}, {"agency": "dinas-kesehatan"}]
    yield _page(name, [who.get(path)])
    yield _page(f"{name}, filter", [who.get(path, each) for each in filters])
    yield _page(f"{name}, late", [who.get(path, {"late": "true"})])
    yield _page(f"{name}, search", [who.get(path, {"q": each}) for each in SEARCHES])
    yield _page(f"{name}, deep", [who.get(path, {"cursor": _deep_cursor(at)})])


def _page(name: str, requests: Sequence[Request]) -> Scenario:
    turns = itertools.cycle(requests)
    beside = "" if name == BARE_PAGE else BARE_PAGE
    return Scenario(name, beside, READ_LIMIT, lambda: next(turns), _shown)


def _shown(_request: Request, answer: Answer) -> bool:
    return answer.status == 200


def _ticket(at: datetime) -> Ticket:
    author = User.objects.get(username="operator")
    return Ticket.objects.create(
        title="WiFi lantai 2 mati",
        body="Sejak pagi tidak dapat membuka aplikasi pelayanan.",
        author=author,
        created_at=at,
    )


def _numbers() -> tuple[list[str], list[str]]:
    """Some open cases and some ended ones, in no order."""
    opened = Incident.objects.filter(status__in=OPEN).values_list("number", flat=True)
    ended = Incident.objects.filter(status="selesai").values_list("number", flat=True)
    chosen = [list(opened), list(ended[:: max(1, ended.count() // 500)])]
    for numbers in chosen:
        Random(2026).shuffle(numbers)
    return chosen[0], chosen[1]


def _deep_cursor(at: datetime) -> str:
    """The mark of a page far down the register."""
    reader, cursor = Desk(at).actor("auditor"), ""
    for _ in range(min(DEEP, Incident.objects.count() // 2) // MOST):
        cursor = listing(Filters(), by=reader, at=at, cursor=cursor, limit=MOST).next
    return cursor


@dataclass(slots=True)
class Walk:
    """A case on its way: which exits it takes and how many it has taken."""

    number: str
    verbs: tuple[str, ...]
    done: int = 0

    @property
    def length(self) -> int:
        """Of its ledger: the report, then a receipt and a release for each step."""
        return 1 + 2 * self.done


class Walks:
    """The cases that wait for their next step; those that were just created join them."""

    def __init__(self, office: Office, at: datetime, count: int) -> None:
        self.procedure: Procedure = parsed(in_force(DISRUPTION))
        self._ways = itertools.cycle((REMOTE, FIELD))
        self._waiting: deque[Walk] = deque()
        desk = Desk(at)
        for _ in range(count):
            self.join(office.report(desk).number)

    def join(self, number: str) -> None:
        """A new case begins its walk."""
        self._waiting.append(Walk(number, next(self._ways)))

    def next(self) -> Walk:
        """A case whose next step nobody else takes meanwhile."""
        return self._waiting.popleft()

    def took(self, request: Request, answer: Answer) -> bool:
        """Whether the step was taken; then the case may take its next one."""
        walk = request.about
        assert isinstance(walk, Walk)
        if answer.status not in (200, 302):
            return False
        walk.done += 1
        if walk.done < len(walk.verbs):
            self._waiting.append(walk)
        return True

    def step_of(self, walk: Walk) -> str:
        """The key of the step that the next exit closes."""
        verb = walk.verbs[walk.done]
        return next(step.key for step in self.procedure.steps if step.exit(verb) is not None)


def writes(at: datetime, ready: int) -> Iterator[Scenario]:
    """Bare Django's POST, then reporting a disruption and taking a step."""
    office, walks = Office(), None
    operator, caller = Visitor("operator"), Caller("operator")
    bare = {"title": "WiFi lantai 2 mati", "body": "Sejak pagi tidak dapat membuka aplikasi."}
    path = reverse("bare-create")
    yield Scenario(BARE_POST, "", WRITE_LIMIT, lambda: operator.post(path, bare), _moved)
    walks = Walks(office, at, ready)
    yield from _creations(office, operator, caller, walks)
    yield from _steps(walks)


def _creations(
    office: Office, operator: Visitor, caller: Caller, walks: Walks
) -> Iterator[Scenario]:
    page = reverse("report")

    def typed() -> Request:
        site, (summary, reporter) = office.site(), office.told()
        return operator.post(
            page,
            {
                "sekali": uuid4().hex,
                "channel": "telepon",
                "place": f"lokasi:{site.key}",
                "place_text": site.name,
                "place_asked": site.name,
                "category": office.category().key,
                "summary": summary,
                "reporter_name": reporter,
                "reporter_phone": "0812-3456-7890",
            },
        )

    def sent() -> Request:
        summary, reporter = office.told()
        body = {
            "site": office.site().key,
            "category": office.category().key,
            "summary": summary,
            "reporter": {"name": reporter},
        }
        return caller.post("/api/v1/incidents", body)

    def registered(_request: Request, answer: Answer) -> bool:
        found = _NUMBER.search(answer.head) if answer.status in (201, 302) else None
        if found:
            walks.join(found[0].decode())
        return found is not None

    yield Scenario("create a case", BARE_POST, WRITE_LIMIT, typed, registered)
    yield Scenario("API create a case", BARE_POST, WRITE_LIMIT, sent, registered)


def _steps(walks: Walks) -> Iterator[Scenario]:
    people = {role: Visitor(role) for role in ROLES}
    callers = {role: Caller(role) for role in ROLES}

    def typed() -> Request:
        walk = walks.next()
        step, verb = walks.procedure.step(walks.step_of(walk)), walk.verbs[walk.done]
        form = {f"isi-{key}": str(value) for key, value in filled(step, verb).items()}
        form |= {"verb": verb, "step": step.key, "expected": str(walk.length), "note": ""}
        path = reverse("incident-act", args=[walk.number, "langkah"])
        return people[step.role].post(path, form, walk)

    def sent() -> Request:
        walk = walks.next()
        step, verb = walks.procedure.step(walks.step_of(walk)), walk.verbs[walk.done]
        path = f"/api/v1/incidents/{walk.number}/exits/{verb}"
        return callers[step.role].post(path, {"output": dict(filled(step, verb))}, walk)

    yield Scenario("take a step", BARE_POST, WRITE_LIMIT, typed, walks.took)
    yield Scenario("API take a step", BARE_POST, WRITE_LIMIT, sent, walks.took)


def _moved(_request: Request, answer: Answer) -> bool:
    return answer.status == 302
