"""How one news becomes messages: the desk at which a batch of news is sorted."""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.utils import timezone

from sigap.domain.channels import EMAIL
from sigap.domain.routing import IN_APP, Dispatch, Leave, Way, dispatches, rule_for
from sigap.domain.routing import Rule as Ruling
from sigap.notifications.actions.outbox import message_key
from sigap.notifications.bodies import letter
from sigap.notifications.models import Channel, Deferred, Message, Notice
from sigap.notifications.queries.routing import (
    Recipient,
    addressable,
    recipients,
    rulings,
    stranger,
    working_channels,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is known while a batch is sorted: the rules, the ways out, the people in it.

    `channels` are those that news is addressed to, `working` also those that only take over.
    """

    rules: Mapping[str, list[Ruling]]
    working: Mapping[str, Channel]
    channels: Mapping[str, Channel]
    people: Mapping[int, Recipient]
    at: datetime
    zone: tzinfo

    def reader(self, notice: Notice) -> Recipient:
        """Who is to read this news."""
        if notice.user_id is None:
            return stranger(notice.address)
        return self.people[notice.user_id]


def desk(user_ids: Collection[int], *, at: datetime) -> Desk:
    """The desk for news to these people. Seven queries at most, however many they are."""
    known = working_channels()
    return Desk(
        rules=rulings(),
        working=known,
        channels=addressable(known),
        people=recipients(user_ids, at=at) if user_ids else {},
        at=at,
        zone=timezone.get_default_timezone(),
    )


def sort(notice: Notice, desk: Desk) -> list[Message | Deferred]:
    """Every use of every channel for one news, as rows that are not stored yet.

    One that cannot be sorted must not stop the news after it: it is logged, and stands in the
    application alone.
    """
    try:
        return list(_uses(notice, desk))
    except Exception:
        logger.exception("news %s could not be sorted; it is in the application only", notice.pk)
        return []


def _uses(notice: Notice, desk: Desk) -> Iterator[Message | Deferred]:
    reader = desk.reader(notice)
    rule = rule_for(desk.rules.get(notice.event, ()), reader.roles)
    yield from _to_rooms(notice, rule, desk)
    reachable = {key for key, channel in desk.channels.items() if channel.kind in reader.addresses}
    if reader.user_id is not None:
        reachable.add(IN_APP)
    for use in dispatches(
        notice.event,
        rule,
        reader.habits,
        reachable,
        told_at=notice.created_at,
        at=desk.at,
        zone=desk.zone,
    ):
        if use.channel != IN_APP:
            yield from _to_person(notice, use, reader, desk)


def _to_rooms(notice: Notice, rule: Ruling, desk: Desk) -> Iterator[Message]:
    """Channels that are one address for many get each news once, whoever else is told of it."""
    news = notice.dedupe_key.rpartition("/")[0] or notice.dedupe_key
    for key, leave in rule.channels.items():
        channel = desk.channels.get(key)
        if channel and not channel.of_kind.personal and leave is not Leave.OFFERED:
            due_at = max(desk.at, notice.created_at + rule.delay)
            yield _message(notice, channel, "", news=news, due_at=due_at, at=desk.at)


def _to_person(
    notice: Notice, use: Dispatch, reader: Recipient, desk: Desk
) -> Iterator[Message | Deferred]:
    if use.way is not Way.SENT and reader.user_id is not None:
        yield Deferred(
            notice=notice,
            user_id=reader.user_id,
            channel=use.channel,
            due_at=use.due_at,
            gathered=use.way is Way.GATHERED,
        )
        return
    yield from to_addresses(notice, desk.channels[use.channel], desk, due_at=use.due_at)


def to_addresses(
    notice: Notice, channel: Channel, desk: Desk, *, due_at: datetime
) -> Iterator[Message]:
    """One message for each address that the reader has on this channel."""
    reader = desk.reader(notice)
    for address in reader.addresses.get(channel.kind, ()):
        message = _message(notice, channel, address, due_at=due_at, at=desk.at)
        message.backup_address = backup_address(channel, reader, desk)
        message.user_id = reader.user_id
        yield message


def _message(
    notice: Notice,
    channel: Channel,
    address: str,
    *,
    due_at: datetime,
    at: datetime,
    news: str = "",
) -> Message:
    return Message(
        channel=channel.key,
        address=address,
        subject=notice.subject,
        body=notice.body,
        html=letter(notice) if channel.kind == EMAIL else "",
        url=notice.url,
        event=notice.event,
        number=notice.number,
        dedupe_key=message_key(news or notice.dedupe_key, channel.key, address),
        created_at=at,
        due_at=due_at,
    )


def backup_address(channel: Channel, reader: Recipient, desk: Desk) -> str:
    """Where the channel's backup reaches the same person, if it is of another kind."""
    backup = desk.working.get(channel.backup)
    if backup is None or backup.kind == channel.kind:
        return ""
    return next(iter(reader.addresses.get(backup.kind, ())), "")
