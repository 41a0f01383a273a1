"""The outbox of e-mails becomes one of messages by any channel; nothing that waits is lost."""

from datetime import timedelta

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import sigap.kit.secrets


def date_the_giving_up(apps, schema_editor):
    """Messages queued before have three days from their queueing, as new ones have."""
    messages = apps.get_model("notifications", "Message").objects
    messages.update(give_up_at=F("created_at") + timedelta(days=3))


WAITING = Q(sent_at__isnull=True, failed_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("Email", "Message"),
        migrations.RenameField("Message", "to_address", "address"),
        migrations.RemoveIndex("Message", "email_waiting"),
        migrations.RemoveIndex("Message", "email_given_up"),
        migrations.AlterField("Message", "address", models.TextField(blank=True)),
        migrations.AlterField(
            "Message", "dedupe_key", models.CharField(max_length=300, unique=True)
        ),
        migrations.AddField(
            "Message",
            "channel",
            models.CharField(default="email", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField("Message", "backup_address", models.TextField(blank=True, default="")),
        migrations.AlterField("Message", "backup_address", models.TextField(blank=True)),
        migrations.AddField(
            "Message", "url", models.CharField(blank=True, default="", max_length=300)
        ),
        migrations.AlterField("Message", "url", models.CharField(blank=True, max_length=300)),
        migrations.AddField(
            "Message", "path", models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AlterField("Message", "path", models.CharField(blank=True, max_length=40)),
        migrations.AddField(
            "Message", "remote_id", models.CharField(blank=True, default="", max_length=255)
        ),
        migrations.AlterField("Message", "remote_id", models.CharField(blank=True, max_length=255)),
        migrations.AddField("Message", "delivered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("Message", "seen_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("Message", "give_up_at", models.DateTimeField(null=True)),
        migrations.RunPython(date_the_giving_up, migrations.RunPython.noop),
        migrations.AlterField("Message", "give_up_at", models.DateTimeField()),
        migrations.AddField(
            "Message",
            "user",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "Message",
            models.Index(
                fields=["channel", "due_at", "id"], condition=WAITING, name="message_waiting"
            ),
        ),
        migrations.AddIndex(
            "Message",
            models.Index(
                fields=["-failed_at"],
                condition=Q(failed_at__isnull=False),
                name="message_given_up",
            ),
        ),
        migrations.AddIndex(
            "Message",
            models.Index(
                fields=["remote_id"], condition=~Q(remote_id=""), name="message_remote_id"
            ),
        ),
        migrations.AddIndex("Message", models.Index(fields=["number"], name="message_of_case")),
        migrations.CreateModel(
            name="Channel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("active", models.BooleanField(default=True)),
                ("secrets", sigap.kit.secrets.SecretText(blank=True)),
                ("backup", models.CharField(blank=True, max_length=40)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("shut_until", models.DateTimeField(blank=True, null=True)),
                ("trouble", models.CharField(blank=True, max_length=500)),
                ("trouble_kind", models.CharField(blank=True, max_length=20)),
                ("trouble_since", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=20)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="notifications.message",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["path", "-id"], name="delivery_of_channel")],
            },
        ),
    ]
