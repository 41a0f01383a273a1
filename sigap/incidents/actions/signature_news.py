"""Telling whoever has to sign: when a paper comes to be his turn, and each working morning after.

A job of the worker looks at what stands in the tables, so that it is all one how it became his
turn: a step that went on unsigned, the paraf before him, a number that came from elsewhere.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from sigap.documents.models import Signature
from sigap.documents.queries import due_signatures
from sigap.documents.signers import configured
from sigap.domain.actor import STOOD_IN_FOR
from sigap.domain.errors import words
from sigap.incidents.actions.telling import SUBJECTS
from sigap.incidents.models import Incident, SigningTurn
from sigap.incidents.queries.signing import waiting_count, waiting_for
from sigap.notifications.actions import Telling, tell
from sigap.notifications.actions.notices import settle_news
from sigap.notifications.models import Notice
from sigap.people.models import User
from sigap.people.queries import acting, calendar, holders

TURN: Final = "sign-waits"
REMINDER: Final = "sign-reminder"
PLACE: Final = "/naskah/menunggu/"
MOST: Final = 200

_BODY: Final = words("%(title)s perkara %(number)s menunggu %(part)s Anda.")
_REMINDS: Final = words("%(count)s naskah menunggu tanda tangan Anda")
_WAITING_SINCE: Final = words("Yang tertua sudah menunggu sejak sebelum hari ini.")


def tell_of_turns(*, at: datetime) -> int:
    """Tell of up to MOST signatures whose turn has come, and settle the news of those made.

    Each is told once to everybody who may make it now. Where the office signs by hand nobody is
    told. Answers how many turns began.
    """
    _settle(at=at)
    if configured.signer() is None:
        return 0
    due = due_signatures(STOOD_IN_FOR).filter(turn=None).order_by("id")
    known: dict[tuple[str, str], list[User]] = {}
    return sum(_begun(row, known, at=at) for row in due[:MOST])


@transaction.atomic
def _begun(row: Signature, known: dict[tuple[str, str], list[User]], *, at: datetime) -> bool:
    _turn, fresh = SigningTurn.objects.get_or_create(signature=row, defaults={"since": at})
    if not fresh:
        return False
    place = (row.role, row.paper.step)
    if place not in known:
        known[place] = holders(row.role, at=at, step=row.paper.step)
    tell(_tellings(row, known[place], at=at), at=at)
    return True


def _tellings(row: Signature, people: Iterable[User], *, at: datetime) -> Iterator[Telling]:
    paper = row.paper
    restricted = Incident.objects.filter(number=paper.number, restricted=True).exists()
    told = {"title": paper.title, "number": paper.number}
    told["part"] = row.part.replace("-", " ")
    link = f"{settings.SIGAP_BASE_URL}{PLACE}"
    for person in people:
        # Of a restricted case those alone hear who may know of it (SOP ruling 13).
        if restricted and not waiting_for(acting(person, at=at)).filter(pk=row.pk).exists():
            continue
        yield Telling(
            user_id=person.pk,
            address=person.email or None,
            event=TURN,
            number=paper.number,
            subject=f"{paper.number} · {SUBJECTS[TURN] % told}",
            body=link if restricted else f"{_BODY % told}\n\n{link}",
            url=PLACE,
            dedupe_key=f"{_news_of(row)}{person.username}",
        )


def _news_of(row: Signature) -> str:
    return f"{row.paper.number}/ttd/{row.pk}/"


def _settle(*, at: datetime) -> None:
    """What was signed meanwhile waits for nobody: its news is seen, and its turn over."""
    made = SigningTurn.objects.exclude(signature__signed_at=None)
    for turn in made.select_related("signature__paper").order_by("id")[:MOST]:
        with transaction.atomic():
            settle_news(_news_of(turn.signature), at=at)
            turn.delete()


def remind_of_signatures(*, at: datetime) -> int:
    """Remind once on every working day whoever lets a signature wait since the day before.

    One news for each person, whatever the number of papers; in working time, and no more once all
    is signed. Answers how many people were reminded.
    """
    office = calendar("kota")
    if configured.signer() is None or office.next_working(at) != at:
        return 0
    zone = ZoneInfo(office.zone)
    today = datetime.combine(at.astimezone(zone).date(), time(), zone)
    late = due_signatures(STOOD_IN_FOR).filter(turn__since__lt=today).order_by()
    offices = set(late.values_list("role", "paper__step"))
    people = {user.pk: user for role, step in offices for user in holders(role, at=at, step=step)}
    keys = {pk: _key(user, today) for pk, user in people.items()}
    told = set(
        Notice.objects.filter(dedupe_key__in=keys.values()).values_list("dedupe_key", flat=True)
    )
    fresh = [user for pk, user in people.items() if keys[pk] not in told]
    return sum(_reminded(user, keys[user.pk], at=at) for user in fresh)


def _key(user: User, today: datetime) -> str:
    return f"{REMINDER}/{today.date().isoformat()}/{user.username}"


def _reminded(user: User, key: str, *, at: datetime) -> bool:
    count = waiting_count(acting(user, at=at))
    if not count:
        return False
    telling = Telling(
        user_id=user.pk,
        address=user.email or None,
        event=REMINDER,
        number="",
        subject=_REMINDS % {"count": count},
        body=f"{_WAITING_SINCE}\n\n{settings.SIGAP_BASE_URL}{PLACE}",
        url=PLACE,
        dedupe_key=key,
    )
    with transaction.atomic():
        tell([telling], at=at)
    return True
