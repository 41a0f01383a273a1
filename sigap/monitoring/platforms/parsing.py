"""Outputs as rows (ntc-templates over TextFSM), and rows as a picture of the device."""

from typing import Any, cast

from ntc_templates.parse import ParsingException, parse_output
from textfsm import TextFSMError

from sigap.domain.deviceview import DeviceView, Note
from sigap.monitoring.platforms.base import Command, Platform, Rows, nothing

UNPARSED = "unparsed"
# TextFSM tries many patterns on every line. Within these it takes about a second; 500,000 empty
# lines took 21, and a line without end may keep one pattern busy for hours.
MOST_PARSED = 600_000
MOST_LINES = 20_000
LONGEST_LINE = 4_000


def parsed(platform: Platform, line: str, text: str) -> Rows | None:
    """The rows of an output; None when there is no template, or the output fits none."""
    if not _is_readable(text):
        return None
    try:
        rows = parse_output(platform=platform.key, command=line.lstrip("/"), data=text)
    except (ParsingException, TextFSMError, ValueError, IndexError):
        return None
    return cast("list[dict[str, Any]]", rows)


def _is_readable(text: str) -> bool:
    lines = text.split("\n") if len(text) <= MOST_PARSED else ()
    return 0 < len(lines) <= MOST_LINES and max(map(len, lines)) <= LONGEST_LINE


def seen(platform: Platform, command: Command, line: str, text: str) -> DeviceView:
    """What an output tells of the device; one that cannot be read is a note."""
    if command.read is nothing:
        return DeviceView()
    rows = parsed(platform, line, text)
    if rows is None:
        return DeviceView(notes=(Note(line, UNPARSED),))
    return command.read(rows)
