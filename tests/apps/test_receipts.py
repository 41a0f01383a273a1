"""What channels tell later: that a message came, was seen, or never arrived."""

import pytest

from sigap.domain.delivery import Outcome
from sigap.notifications import queries
from sigap.notifications.actions.receipts import (
    mark_delivered,
    mark_seen_by_recipient,
    mark_undelivered,
)
from sigap.notifications.models import Delivery, Message
from tests.messages import message, queued

pytestmark = pytest.mark.django_db

WAMID = "wamid.HBgN000017"


@pytest.fixture
def sent(moment) -> Message:
    (row,) = queued(message(at=moment, channel="whatsapp"))
    Message.objects.update(sent_at=moment, path="whatsapp", remote_id=WAMID)
    return row


def outcomes() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("outcome", flat=True))


def test_it_came_and_then_it_was_seen(sent, moment):
    assert [mark_delivered(WAMID, at=moment), mark_seen_by_recipient(WAMID, at=moment)] == [1, 1]
    sent.refresh_from_db()
    assert (sent.delivered_at, sent.seen_at) == (moment, moment)
    assert outcomes() == [Outcome.DELIVERED, Outcome.SEEN]


def test_what_was_seen_has_come_and_a_late_word_of_that_changes_nothing(sent, moment):
    assert mark_seen_by_recipient(WAMID, at=moment) == 1
    assert [mark_delivered(WAMID, at=moment), mark_seen_by_recipient(WAMID, at=moment)] == [0, 0]
    assert outcomes() == [Outcome.DELIVERED, Outcome.SEEN]


def test_a_bounce_puts_it_on_the_list_of_failures_once(sent, moment):
    for _ in range(2):
        mark_undelivered(WAMID, "550 mailbox unavailable", at=moment)
    assert [row.last_error for row in queries.given_up()] == ["550 mailbox unavailable"]
    assert outcomes() == [Outcome.FAILED]


def test_a_delay_on_the_way_is_only_written_down(sent, moment):
    assert mark_undelivered(WAMID, "4.4.1 delayed", at=moment, final=False) == 1
    assert queries.given_up() == []
    assert outcomes() == [Outcome.POSTPONED]


@pytest.mark.parametrize("unknown", ["", "wamid.lain"])
def test_a_name_that_nobody_knows_changes_nothing(sent, moment, unknown):
    queued(message(2, at=moment))
    assert mark_delivered(unknown, at=moment) == 0
    assert mark_undelivered(unknown, "550", at=moment, final=False) == 0
