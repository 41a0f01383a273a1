"""Whether a table of steps can be walked: every step reached, an end for each, inputs at hand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from sigap.domain.errors import words
from sigap.domain.procedure_faults import Findings
from sigap.domain.procedure_model import Procedure


@dataclass(frozen=True, slots=True)
class _Edge:
    """A way from step to step by their places; `target` None is the end.

    `gives` are the outputs that exist once this way has been taken.
    """

    source: int
    target: int | None
    gives: frozenset[str]
    verb: str = ""


def check_walk(procedure: Procedure, findings: Findings) -> None:
    """Note steps without an exit, steps never reached, steps that cannot end, and inputs that
    some path to their step does not produce.

    A broken way is followed to where it was most likely meant to lead, so that one slip is
    reported once and not again at every step behind it.
    """
    graph = _Graph(procedure)
    for place, step in enumerate(procedure.steps):
        if not step.exits:
            template = words("Tidak ada jalan keluar dari langkah %(no)s; tulis [[langkah.jalan]].")
            findings.add(("langkah", place), "no-exit", template, no=step.no)
        if not graph.is_named(place):
            continue
        if place not in graph.reached:
            template = words(
                "Langkah %(no)s tidak pernah dicapai; tidak ada jalan yang menuju ke sini."
            )
            findings.add(("langkah", place), "unreachable", template, no=step.no)
        elif place not in graph.ending:
            template = words("Dari langkah %(no)s tidak ada jalan yang sampai ke akhir prosedur.")
            findings.add(("langkah", place), "no-way-to-end", template, no=step.no)
    _check_inputs(procedure, graph, findings)


class _Graph:
    def __init__(self, procedure: Procedure) -> None:
        self._procedure = procedure
        self._places: dict[str, int] = {}
        for place, step in enumerate(procedure.steps):
            self._places.setdefault(step.key, place)
        self.edges = [*self._edges()]
        self.reopening = self._reopening()
        self.reached = self._reach()
        self.ending = self._end()
        self.at_hand = self._outputs_at_hand()

    def is_named(self, place: int) -> bool:
        """Whether a way can name this step at all; a missing or double key is its own fault."""
        key = self._procedure.steps[place].key
        return bool(key) and self._places[key] == place

    def ways_to(self, place: int) -> Iterable[_Edge]:
        """The ways into this step from steps that are reached."""
        ways = (*self.edges, *self.reopening)
        return (e for e in ways if e.target == place and e.source in self.reached)

    def _edges(self) -> Iterable[_Edge]:
        for place, step in enumerate(self._procedure.steps):
            own = frozenset({step.output.key})
            if not step.exits:
                yield _Edge(place, self._next(place), own)
            for way in step.exits:
                gives = frozenset(way.produces) | (own if way.needs_output else frozenset())
                yield _Edge(place, self._target(place, way.to), gives, way.verb)
                if way.to_if_skipped is not None:
                    yield _Edge(place, self._target(place, way.to_if_skipped), gives, way.verb)

    def _reopening(self) -> tuple[_Edge, ...]:
        source = self._places.get(self._procedure.confirmation_step or "")
        target = self._places.get(self._procedure.reopen_to or "")
        if source is None or target is None:
            return ()
        return (_Edge(source, target, frozenset()),)

    def _next(self, place: int) -> int | None:
        return place + 1 if place + 1 < len(self._procedure.steps) else None

    def _target(self, place: int, key: str | None) -> int | None:
        if key is None:
            return None
        if key in self._places:
            return self._places[key]
        near = get_close_matches(key, self._places, n=1)
        return self._places[near[0]] if near else self._next(place)

    def _spread(
        self,
        start: set[int],
        step: Callable[[_Edge], tuple[int | None, int | None]],
        edges: Iterable[_Edge],
    ) -> set[int]:
        ways = [step(edge) for edge in edges]
        found, fresh = set(start), set(start)
        while fresh:
            fresh = {b for a, b in ways if a in fresh and b is not None} - found
            found |= fresh
        return found

    def _reach(self) -> set[int]:
        edges = (*self.edges, *self.reopening)
        return self._spread({0}, lambda edge: (edge.source, edge.target), edges)

    def _end(self) -> set[int]:
        last = {edge.source for edge in self.edges if edge.target is None}
        return self._spread(last, lambda edge: (edge.target, edge.source), self.edges)

    def _outputs_at_hand(self) -> list[frozenset[str]]:
        """For each step the outputs that exist whichever path led to it."""
        steps = self._procedure.steps
        intake = self._procedure.intake.key
        every = frozenset({intake, *(step.output.key for step in steps)})
        every |= {key for edge in self.edges for key in edge.gives}
        at_hand = [every for _ in steps]
        at_hand[0] = frozenset({intake})
        changed = True
        while changed:
            changed = False
            for edge in (*self.edges, *self.reopening):
                if edge.target is None or edge.source not in self.reached:
                    continue
                known = at_hand[edge.target] & (at_hand[edge.source] | edge.gives)
                changed = changed or known != at_hand[edge.target]
                at_hand[edge.target] = known
        return at_hand


def _check_inputs(procedure: Procedure, graph: _Graph, findings: Findings) -> None:
    outputs = [procedure.intake.key, *(step.output.key for step in procedure.steps)]
    for place, step in enumerate(procedure.steps):
        for number, key in enumerate(step.requires):
            path = ("langkah", place, "kelengkapan", number)
            if key not in outputs:
                template = words("Kelengkapan “%(key)s” bukan output langkah mana pun.")
                findings.add(path, "unknown-input", template, key=key)
            elif place in graph.reached and key not in graph.at_hand[place]:
                _note_missing(procedure, graph, place, number, findings)


def _note_missing(
    procedure: Procedure, graph: _Graph, place: int, number: int, findings: Findings
) -> None:
    key = procedure.steps[place].requires[number]
    path = ("langkah", place, "kelengkapan", number)
    for edge in graph.ways_to(place):
        if key not in graph.at_hand[edge.source] | edge.gives:
            template = words(
                "Kelengkapan “%(key)s” belum tentu ada: jalan “%(verb)s” dari langkah %(no)s sampai"
                " ke sini tanpa menghasilkannya."
            )
            no = procedure.steps[edge.source].no
            findings.add(path, "input-missing", template, key=key, verb=edge.verb or "–", no=no)
            return
    template = words("Kelengkapan “%(key)s” belum ada saat laporan masuk.")
    findings.add(path, "input-missing", template, key=key)
