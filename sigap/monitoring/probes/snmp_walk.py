"""Questions to one SNMP agent, each bounded in rows, octets and seconds."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self

from gufo.snmp import SnmpAuthError, SnmpDecodeError, SnmpError
from gufo.snmp.aio import SnmpSession

from sigap.monitoring.probes import snmp_access as access
from sigap.monitoring.probes.snmp_access import (
    Community,
    SnmpLimits,
    SnmpTarget,
    Unanswered,
    V3User,
)
from sigap.monitoring.probes.snmp_usm import is_unknown_user

Said = str | bytes | int | float | None
Rows = Mapping[str, Said]

WHOLE: Final = ""
ENDLESS: Final = "endless"
TOO_MANY_ROWS: Final = "too-many-rows"
TOO_MUCH: Final = "too-much"
TOO_SLOW: Final = "too-slow"
UNREADABLE: Final = "unreadable"

# What a row costs on the wire beside its text or octets.
_ROW_OCTETS: Final = 24
_LOOK_EVERY: Final = 16
_SIZED: Final = (bytes, str)
# A refusal comes at once; silence takes the whole patience. The library tells them alike.
_AT_ONCE: Final = 0.9


@dataclass(frozen=True, slots=True)
class Walk:
    """What lay under one root, in the agent's order, and why it ended early, if it did."""

    root: str
    rows: Rows
    cut: str = WHOLE


class Snmp:
    """A conversation with one agent. Every way of hearing nothing is an `Unanswered`."""

    def __init__(self, target: SnmpTarget, limits: SnmpLimits) -> None:
        self.target = target
        self.limits = limits
        self.ends_at = time.monotonic() + limits.seconds
        self._session: SnmpSession = access.session_of(target, limits)
        self._greeted = False
        opened_by = target.access
        self._one_by_one = isinstance(opened_by, Community) and opened_by.version == "v1"

    async def __aenter__(self) -> Self:
        await self._greet()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # The socket closes with the last reference to the session.
        del self._session

    @property
    def is_late(self) -> bool:
        """Whether the time for this conversation is over."""
        return time.monotonic() > self.ends_at

    async def _greet(self) -> None:
        """Agree with an agent of v3 on its engine and clock; nothing to do for the others."""
        for attempt in range(self.limits.tries):
            asked_at = time.monotonic()
            try:
                await self._session.refresh()
            except TimeoutError:
                if self._was_refused(asked_at):
                    raise access.refused() from None
                if attempt + 1 == self.limits.tries:
                    raise self._half_greeted() from None
            except SnmpAuthError:
                raise await self._which_is_wrong() from None
            except (SnmpError, OSError):
                raise access.bad_answer() from None
            else:
                self._greeted = isinstance(self.target.access, V3User)
                return

    def _half_greeted(self) -> Unanswered:
        # Who told its engine and then fell silent could not read what was enciphered for it.
        user = self.target.access
        enciphered = isinstance(user, V3User) and user.privacy and self._session.get_engine_id()
        return access.wrong_privacy() if enciphered else access.v3_silent()

    async def _which_is_wrong(self) -> Unanswered:
        """User or password: the agent is asked once more, without any secret."""
        user = self.target.access
        assert isinstance(user, V3User)
        engine, wait = self._session.get_engine_id(), self.limits.timeout
        unknown = await is_unknown_user(
            self.target.address, self.target.port, user.name, engine, wait
        )
        return access.wrong_user() if unknown else access.wrong_password()

    def _was_refused(self, asked_at: float) -> bool:
        return time.monotonic() - asked_at < self.limits.timeout * _AT_ONCE

    def _heard_nothing(self, asked_at: float) -> Unanswered:
        if self._was_refused(asked_at):
            return access.refused()
        return access.wrong_privacy() if self._greeted else access.silent()

    async def get(self, oids: Iterable[str]) -> Rows:
        """The objects that there are; what the agent has not is left out."""
        wanted = list(oids)
        if self._one_by_one and len(wanted) > 1:
            # v1 refuses the whole question when one of its objects is missing.
            singly = [await self.get([oid]) for oid in wanted]
            return {oid: value for found in singly for oid, value in found.items()}
        for attempt in range(self.limits.tries):
            asked_at = time.monotonic()
            try:
                found = await self._session.get_many(wanted)
            except TimeoutError:
                if attempt + 1 == self.limits.tries or self._was_refused(asked_at):
                    raise self._heard_nothing(asked_at) from None
            except SnmpAuthError:
                raise await self._which_is_wrong() from None
            except (SnmpError, OSError, ValueError):
                raise access.bad_answer() from None
            else:
                return {oid: value for oid, value in found.items() if value is not None}
        raise access.silent()

    async def walk(self, root: str, rows: int | None = None) -> Walk:
        """Everything under a root, or as much as the limits allow; `cut` says what ended it.

        `rows` is a limit of its own where fewer are enough.

        `Unanswered` only when not one row came: what was read before the silence is kept.
        """
        repetitions, most = self.limits.repetitions, rows or self.limits.rows
        while True:
            walk = await self._walk(root, repetitions, most)
            # Long texts, twenty-five at a time, may be more than the library's 4 kB: ask for less.
            if walk.cut != UNREADABLE or repetitions == 1:
                return walk
            repetitions = max(1, repetitions // 5)

    async def _walk(self, root: str, repetitions: int, most: int) -> Walk:
        rows: dict[str, Said] = {}
        octets, tried, asked_at = 0, 0, time.monotonic()
        bulk = not self._one_by_one and repetitions > 1
        every = _LOOK_EVERY if bulk else 1
        said = self._session.getbulk(root, repetitions) if bulk else self._session.getnext(root)
        while True:
            try:
                async for oid, value in said:
                    if oid in rows:
                        return Walk(root, rows, ENDLESS)
                    rows[oid] = value
                    octets += len(value) if isinstance(value, _SIZED) else 4
                    # Looked at once in a while: a thousand agents tell millions of rows.
                    if len(rows) % every == 0 or len(rows) >= most:
                        tried = 0
                        if cut := self._reached(len(rows), octets, most):
                            return Walk(root, rows, cut)
                return Walk(root, rows)
            except TimeoutError:
                tried += 1
                if tried >= self.limits.tries or not rows:
                    if rows:
                        return Walk(root, rows, TOO_SLOW)
                    if tried >= self.limits.tries or self._was_refused(asked_at):
                        raise self._heard_nothing(asked_at) from None
                if self.is_late:
                    return Walk(root, rows, TOO_SLOW)
                asked_at = time.monotonic()
            except SnmpAuthError:
                raise await self._which_is_wrong() from None
            except (SnmpDecodeError, SnmpError, OSError):
                return Walk(root, rows, UNREADABLE)

    def _reached(self, rows: int, octets: int, most: int) -> str:
        """The limit that a walk has come to, if any."""
        if rows >= most:
            return TOO_MANY_ROWS
        if octets + rows * _ROW_OCTETS > self.limits.octets:
            return TOO_MUCH
        return TOO_SLOW if self.is_late else WHOLE
