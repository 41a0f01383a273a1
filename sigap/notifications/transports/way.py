"""What every way out promises: hand one message over, or say in one of two words why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

from sigap.notifications.models import Message

# Seconds that one answer of a server may take. An e-mail needs about eight answers, and all of
# them together have to fit into the part of the lease that is kept back for the last message.
ANSWER_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Receipt:
    """The way took the message. `remote_id` is what it calls it, "" if it has no name for it."""

    remote_id: str = ""


class Unreachable(Exception):
    """Nothing can leave by this way now; whether this message did is not known for sure.

    `our_fault`: it answers and does not let us in (an expired token, a wrong password): an
    administrator mends that while the messages wait.
    """

    def __init__(self, reason: str, *, our_fault: bool = False) -> None:
        super().__init__(reason)
        self.our_fault = our_fault


class Refused(Exception):
    """This message was not taken.

    `final`: it would be refused again however often it is sent. `gone`: its address is no more.
    `retry_after`: the way asks to be left alone for so long.
    """

    def __init__(
        self,
        reason: str,
        *,
        final: bool,
        gone: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.final = final
        self.gone = gone
        self.retry_after = retry_after


class Transport(Protocol):
    """An open way for many messages; it connects when first needed and hangs up at the end."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand the message over at `at`; Unreachable or Refused when that did not come about."""
