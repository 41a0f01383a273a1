"""Tables of what leaves the house: the ways out, the messages, and what became of each attempt."""

from collections.abc import Mapping
from json import JSONDecodeError, loads
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from sigap.domain.channels import KINDS, Kind
from sigap.kit.secrets import SecretText


class Channel(models.Model):
    """A way out: how it is configured, and whether messages can leave by it now.

    One that the environment configures has a row only once there is something to remember of it.
    While `shut_until` lies ahead nothing leaves this way; `trouble` says why, for its
    administrator, and stays until a message has left again.
    """

    key = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    active = models.BooleanField(default=True)
    # The settings of its kind as JSON, tokens and passwords among them.
    secrets = SecretText(blank=True)
    # The key of the channel that takes over when this one fails.
    backup = models.CharField(max_length=40, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    shut_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=500, blank=True)
    trouble_kind = models.CharField(max_length=20, blank=True)
    trouble_since = models.DateTimeField(null=True, blank=True)

    # Set by the registry on one whose settings come from the environment; the page only reads it.
    from_environment = False

    def __str__(self) -> str:
        return self.name

    @property
    def values(self) -> Mapping[str, str]:
        """The settings by key; none when they cannot be read under this SECRET_KEY."""
        try:
            read = loads(self.secrets or "{}")
        except JSONDecodeError:
            return {}
        return read if isinstance(read, dict) else {}

    @property
    def of_kind(self) -> Kind:
        """What channels of this kind are made of."""
        return KINDS[self.kind]


class Message(models.Model):
    """One message to one address by one channel, from the moment it is due until it ends.

    Waiting: neither `sent_at` nor `failed_at`. A worker holds it until `claimed_until`. `path` is
    the channel by which it really left, `remote_id` what that channel calls it. `delivered_at` and
    `seen_at` are told by channels that know; a message may still fail after it was sent.
    """

    channel = models.CharField(max_length=40)
    address = models.TextField(blank=True)
    # Where the backup of the channel reaches the same person, if not at `address` itself.
    backup_address = models.TextField(blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    subject = models.CharField(max_length=200)
    body = models.TextField()
    html = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    event = models.CharField(max_length=60)
    # The case it speaks of; e-mails of one case form one thread.
    number = models.CharField(max_length=60, blank=True)
    dedupe_key = models.CharField(max_length=300, unique=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # What has not left by then is given up: it waits on the list of failures for a person.
    give_up_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    path = models.CharField(max_length=40, blank=True)
    remote_id = models.CharField(max_length=255, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # The worker's look every two seconds, channel by channel; the backlog's oldest.
            models.Index(
                fields=["channel", "due_at", "id"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True),
                name="message_waiting",
            ),
            # The list of those given up.
            models.Index(
                fields=["-failed_at"], condition=Q(failed_at__isnull=False), name="message_given_up"
            ),
            # What a channel tells of a message later, and the message that an answer speaks of.
            models.Index(
                fields=["remote_id"], condition=~Q(remote_id=""), name="message_remote_id"
            ),
            # What was sent about one case: withheld when it becomes restricted.
            models.Index(fields=["number"], name="message_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.subject}"


class Delivery(models.Model):
    """One thing that happened to a message on its way, in the words of `sigap.domain.delivery`."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    # The channel it went by; a backup is another than the message's own.
    path = models.CharField(max_length=40)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # The last deliveries and failures of a channel, on its page.
            models.Index(fields=["path", "-id"], name="delivery_of_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.outcome}"
