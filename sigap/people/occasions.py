"""What a calendar file would do to a roster: event by event, taken or refused with its reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigap.domain.errors import Fault, words
from sigap.domain.roster import in_pieces
from sigap.domain.workcalendar import ONE_DAY, Span
from sigap.people.duty import Duty, duty_between, may_stand
from sigap.people.ics import Occasion, read
from sigap.people.models import DutyRoster, User

AHEAD = timedelta(days=92)
"""How far ahead repeated events are taken over; a later import goes on from there."""

MOST_LENGTH = timedelta(days=31)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Taken:
    """One event as it would be taken over: whose shift, or why not."""

    title: str
    span: Span | None
    user: User | None = None
    fault: Fault | None = None


def considered(file: bytes, roster: DutyRoster, *, at: datetime) -> list[Taken]:
    """Every event of the file in its order: a shift of a person, or refused with its reason.

    An event of several days becomes a shift for each 24 hours. Raises Invalid (field `file`) for
    a file that cannot be used at all.
    """
    occasions = read(file, zone=roster.zone, since=at - ONE_DAY, until=at + AHEAD)
    known = list(User.objects.order_by("name", "pk"))
    able = {user.pk for user in may_stand(at=at)}
    planned = [duty for duty in duty_between(at, at + 2 * AHEAD) if duty.roster.pk == roster.pk]
    taken: list[Taken] = []
    for occasion in occasions:
        for piece in _pieces(occasion, at):
            user, fault = piece.user, piece.fault
            if fault is None:
                user, fault = _person(occasion, known, able)
            if fault is None and user is not None and piece.span is not None:
                fault = _twice(user, piece.span, planned, taken)
            taken.append(Taken(occasion.title, piece.span, user, fault))
    return taken


def _pieces(occasion: Occasion, at: datetime) -> Iterator[Taken]:
    span, fault = occasion.span, occasion.fault
    if span is not None and span.end <= at:
        fault = Fault("past", words("Sudah lewat."))
    elif span is not None and span.length > MOST_LENGTH:
        fault = Fault("too-long", words("Lebih lama dari 31 hari; pecah menjadi beberapa jaga."))
    if fault is not None or span is None:
        yield Taken(occasion.title, span, fault=fault)
        return
    for piece in in_pieces(span):
        yield Taken(occasion.title, piece)


def _person(
    occasion: Occasion, known: Sequence[User], able: set[int]
) -> tuple[User | None, Fault | None]:
    """Whom the event means: the user name Sigap wrote, an attendee, or a name in the title."""
    title = occasion.title.casefold()
    spoken = set(_WORD.findall(title))
    ways = (
        [user for user in known if occasion.username and user.username == occasion.username],
        [user for user in known if user.email and user.email.casefold() in occasion.emails],
        [user for user in known if user.username in spoken or user.name.casefold() in title],
    )
    meant = next(filter(None, ways), [])
    if not meant:
        template = words(
            "Orangnya tidak dikenal; tulis nama pengguna di judul atau surelnya sebagai undangan."
        )
        return None, Fault("nobody-known", template)
    if len(meant) > 1:
        names = ", ".join(user.name for user in meant[:4])
        template = words("Menunjuk lebih dari satu orang: %(names)s.")
        return None, Fault("several-people", template, {"names": names})
    if meant[0].pk not in able:
        template = words("%(name)s tidak aktif atau tidak memegang jabatan di kantor ini.")
        return meant[0], Fault("may-not-stand", template, {"name": meant[0].name})
    return meant[0], None


def _twice(user: User, span: Span, planned: Sequence[Duty], taken: Sequence[Taken]) -> Fault | None:
    standing = [duty.shift.span for duty in planned if duty.user.pk == user.pk]
    standing += [
        each.span for each in taken if each.user == user and each.span and each.fault is None
    ]
    if any(span.start < other.end and other.start < span.end for other in standing):
        template = words("%(name)s sudah piket pada waktu itu.")
        return Fault("already-on-duty", template, {"name": user.name})
    return None
