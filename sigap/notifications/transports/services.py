"""The way out by whatever service Apprise knows from its address."""

import logging
from datetime import datetime
from types import TracebackType
from typing import Self

from apprise import Apprise, AppriseAsset
from apprise.logger import LogCapture

from sigap.notifications.models import Channel, Message
from sigap.notifications.transports.way import Receipt, Refused, Unreachable


class Service:
    """One room, topic or account of another service; Apprise opens a connection a message."""

    def __init__(self, channel: Channel) -> None:
        self._apprise = Apprise(asset=AppriseAsset(async_mode=False, app_id="Sigap"))
        self._known = bool(self._apprise.add(channel.values["url"]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is held open."""

    def send(self, message: Message, address: str, *, at: datetime) -> Receipt:
        """Hand one message over. Apprise says yes or no; the reason is what it logged."""
        if not self._known:
            raise Unreachable("Apprise tidak mengenal alamat ini.", our_fault=True)
        with LogCapture(level=logging.WARNING, fmt="%(message)s") as said:  # type: ignore[no-untyped-call]
            taken = self._apprise.notify(body=message.body, title=message.subject)
            reason = " ".join(said.getvalue().split())
        if not taken:
            raise Refused(reason[:400] or "ditolak tanpa alasan", final=False)
        return Receipt()
