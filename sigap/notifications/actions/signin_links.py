"""Answers requests for a sign-in link: a mail to each contact with that address, else nothing."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from sigap.notifications.actions.outbox import message_key, queue
from sigap.notifications.models import Message
from sigap.notifications.queries.mailway import mail_way
from sigap.people.actions.links import LIFE, make_link
from sigap.people.models import LinkRequest, User
from sigap.people.queries_signin import contacts_at

EVENT: Final = "tautan-masuk"
_AT_ONCE: Final = 50
_SUBJECT: Final = "Tautan masuk ke Sigap"
_BODY: Final = """Yth. {name},

ada yang meminta tautan masuk ke Sigap untuk akun {username}. Buka tautan ini untuk masuk:

{address}

Tautan berlaku {minutes} menit dan hanya sekali. Jika bukan Anda yang meminta, abaikan surel ini:
tanpa tautan itu tidak ada yang dapat masuk.
"""


def send_links(*, at: datetime) -> int:
    """Queue the mails that were asked for; answers how many requests were looked at.

    Any number of workers: whoever deletes a request answers it, in the same transaction.
    """
    asked = list(LinkRequest.objects.order_by("pk")[:_AT_ONCE])
    return sum(_answered(each, at) for each in asked)


@transaction.atomic
def _answered(asked: LinkRequest, at: datetime) -> int:
    taken, _ = LinkRequest.objects.filter(pk=asked.pk).delete()
    if taken and at - asked.asked_at <= LIFE:
        way = mail_way()
        queue(_mail(user, asked, way, at) for user in contacts_at(asked.email, at=at) if way)
    return taken


def _mail(user: User, asked: LinkRequest, way: str, at: datetime) -> Message:
    address = f"{settings.SIGAP_BASE_URL}/masuk/tautan/{make_link(user, at=at)}"
    return Message(
        channel=way,
        address=user.email,
        user=user,
        subject=_SUBJECT,
        body=_BODY.format(
            name=user.name,
            username=user.username,
            address=address,
            minutes=int(LIFE.total_seconds() // 60),
        ),
        event=EVENT,
        dedupe_key=message_key(f"{EVENT}/{asked.pk}/{user.pk}", way, user.email),
        created_at=at,
        due_at=at,
    )
