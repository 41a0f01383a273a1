"""Reads a device over SSH: the commands of its platform's list, never any other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sigap.domain.devicemerge import merged
from sigap.domain.deviceview import DeviceView, Note
from sigap.domain.evidence import RawOutput, raw_output
from sigap.monitoring.platforms.base import Command, Platform, line
from sigap.monitoring.platforms.parsing import seen
from sigap.monitoring.probes.ssh_access import SshLimits, SshTarget
from sigap.monitoring.probes.ssh_session import WHOLE, Session

NOT_ASKED: Final = "not-asked"
UNKNOWN_COMMAND: Final = "unknown-command"
NO_PRIVILEGE: Final = "no-privilege"
# A refusal stands at the beginning of a short output; what merely mentions one is no refusal.
_REFUSAL_LENGTH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A command of the list and, where it needs one, the port out of the inventory."""

    command: Command
    port: str = ""


@dataclass(frozen=True, slots=True)
class SshRead:
    """What was read; `fingerprint` is the key the server showed, for the caller to keep."""

    view: DeviceView
    raw: tuple[RawOutput, ...]
    fingerprint: str


def read_device(
    target: SshTarget,
    platform: Platform,
    *,
    at: datetime,
    asked: Iterable[Asked] | None = None,
    limits: SshLimits | None = None,
) -> SshRead:
    """Ask the routine commands, or those of `asked`, and make a picture of the answers.

    Blocks for at most `limits.seconds`. `Unanswered` when nobody lets us in; a command that the
    device refuses, breaks off or never ends is named in `view.notes`, and the others stand.
    `Invalid`, before anything is sent, for a command that is not in the list.
    """
    wanted = [Asked(c) for c in platform.routine] if asked is None else list(asked)
    lines = [line(platform.command(one.command.text), one.port) for one in wanted]
    session = Session(target, platform, limits or SshLimits())
    views, raw, cut = [], [], WHOLE
    try:
        for one, typed in zip(wanted, lines, strict=True):
            if cut:
                views.append(DeviceView(notes=(Note(typed, NOT_ASKED),)))
                continue
            said, cut = session.ask(typed)
            raw.append(raw_output(typed, said, at=at, cut=cut))
            views.append(_view(platform, one.command, typed, said, cut))
    finally:
        session.close()
    return SshRead(merged(views), tuple(raw), session.fingerprint)


def _view(platform: Platform, command: Command, typed: str, said: str, cut: str) -> DeviceView:
    """What the output tells; of one that was cut, what came before."""
    beginning = said[:_REFUSAL_LENGTH] if len(said) < _REFUSAL_LENGTH else ""
    if platform.denied.search(beginning):
        return DeviceView(notes=(Note(typed, NO_PRIVILEGE),))
    if platform.unknown.search(beginning):
        return DeviceView(notes=(Note(typed, UNKNOWN_COMMAND),))
    if not said.strip():
        return DeviceView(notes=(Note(typed, cut),) if cut else ())
    view = seen(platform, command, typed, said)
    return replace(view, notes=(*view.notes, Note(typed, cut))) if cut else view
