"""The worker's sending: claims what is due, channel by channel, and notes what became of it."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from random import random, shuffle
from time import monotonic

from sigap.domain.channels import WEB_PUSH
from sigap.domain.delivery import Trouble, by_backup, delay
from sigap.kit.claims import claim
from sigap.notifications.actions.noting import forget_browser, give_back, note_failure, note_sent
from sigap.notifications.actions.troubles import close_way, reopen_way
from sigap.notifications.models import Channel, Message
from sigap.notifications.queries.channels import channels, working
from sigap.notifications.queries.outbox import due
from sigap.notifications.transports.opening import opened
from sigap.notifications.transports.way import Receipt, Refused, Transport, Unreachable

BATCH = 100
LEASE = timedelta(minutes=5)
TOO_OLD = "tidak dapat dikirim sebelum batas waktunya"


def send_due(*, at: datetime, batch: int = BATCH, lease: timedelta = LEASE) -> int:
    """Send what is due at `at`, up to `batch` messages of each channel; answers how many left.

    Must not run inside a transaction (RuntimeError). Each result is written down before the next
    message is begun: a worker that dies doubles at most the one message it was handing over, and
    the rest is due again when its lease ends. A message that is not taken comes back after a
    growing delay, or is given up when it never can be delivered or its days are over. A way that
    fails is left alone for a while; its messages wait, or leave by its backup.
    """
    known = channels()
    turns = working(known.values())
    # Workers that begin with different channels rarely wait behind the same slow one.
    shuffle(turns)
    begun, sent = monotonic(), 0
    for channel in turns:
        backup = known.get(channel.backup)
        if backup is not None and backup not in turns:
            backup = None
        with _Shift(channel, backup, lambda: at + timedelta(seconds=monotonic() - begun)) as shift:
            sent += shift.work(batch, lease)
    return sent


class _Shift:
    """One worker's turn on one channel: its own way, its backup, and which of them are open."""

    def __init__(
        self, channel: Channel, backup: Channel | None, now: Callable[[], datetime]
    ) -> None:
        self._channel, self._backup, self._now = channel, backup, now
        self._opened: dict[str, Transport] = {}
        self._stack = ExitStack()

    def __enter__(self) -> "_Shift":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def work(self, batch: int, lease: timedelta) -> int:
        """Claim and send; answers how many messages left."""
        begun = self._now()
        own_open = is_open(self._channel, at=begun)
        if not own_open and not self._backup_open(begun):
            return 0
        rows = due(self._channel.key, at=begun)
        if not own_open and not self._same_addresses():
            rows = rows.exclude(backup_address="")
        claimed = claim(rows, at=begun, lease=lease, limit=batch)
        # A shift ends at half of its lease: what is left is more than the last message can need,
        # so that no other worker takes a message while this one is still handing it over.
        return self._send(claimed, until=begun + lease / 2)

    def _send(self, rows: Sequence[Message], *, until: datetime) -> int:
        sent, untouched = 0, list[Message]()
        for place, row in enumerate(rows):
            moment = self._now()
            if moment > until:
                untouched += rows[place:]
                break
            way = self._way(row, at=moment)
            if row.give_up_at <= moment:
                self._failed(row, self._channel, Refused(TOO_OLD, final=True))
            elif way is None:
                untouched.append(row)
            else:
                sent += self._send_one(row, way, at=moment)
        give_back(untouched)
        return sent

    def _send_one(self, row: Message, way: Channel, *, at: datetime) -> bool:
        address = row.address if way is self._channel else row.backup_address or row.address
        try:
            receipt = self._transport(way).send(row, address, at=at)
        except Unreachable as error:
            trouble = Trouble.OUR_FAULT if error.our_fault else Trouble.UNREACHABLE
            close_way(way, trouble, str(error), at=self._now())
            return self._failed(row, way, error)
        except Refused as error:
            if error.gone and way.kind == WEB_PUSH:
                forget_browser(address)
            if asked_by(error):
                wait = asked_by(error)
                close_way(way, Trouble.THROTTLED, str(error), at=self._now(), wait=wait)
            return self._failed(row, way, error)
        except Exception as error:  # whatever one message provokes must not stop the others
            return self._failed(row, way, error)
        return self._sent(row, way, receipt)

    def _sent(self, row: Message, way: Channel, receipt: Receipt) -> bool:
        reopen_way(way)
        return note_sent(row, way.key, receipt.remote_id, at=self._now())

    def _failed(self, row: Message, way: Channel, error: Exception) -> bool:
        at = self._now()
        wait = max(delay(row.attempts + 1, spread=random()), asked_by(error))
        # What this way cannot take now leaves by the other one in the next round.
        if isinstance(error, Unreachable) and self._way(row, at=at) is not None:
            wait = timedelta()
        note_failure(row, way.key, error, at=at, again_after=wait)
        return False

    def _way(self, row: Message, *, at: datetime) -> Channel | None:
        """By which channel this message goes now; None when it has to wait."""
        own_open = is_open(self._channel, at=at)
        reaches = self._backup is not None and (self._same_addresses() or row.backup_address)
        chosen = by_backup(
            row.attempts, own_open=own_open, backup_open=bool(reaches) and self._backup_open(at)
        )
        if chosen is None:
            return None
        return self._backup if chosen else self._channel

    def _transport(self, way: Channel) -> Transport:
        if way.key not in self._opened:
            self._opened[way.key] = self._stack.enter_context(opened(way))
        return self._opened[way.key]

    def _backup_open(self, at: datetime) -> bool:
        return self._backup is not None and is_open(self._backup, at=at)

    def _same_addresses(self) -> bool:
        return (
            self._backup is not None
            and self._backup.of_kind.addresses == self._channel.of_kind.addresses
        )


def asked_by(error: Exception) -> timedelta:
    """How long the service asked to be left alone."""
    return (error.retry_after if isinstance(error, Refused) else None) or timedelta()


def is_open(way: Channel, *, at: datetime) -> bool:
    """Whether a message may leave by this channel at `at`."""
    return way.shut_until is None or way.shut_until <= at
