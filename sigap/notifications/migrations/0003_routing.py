"""Which news goes where: rules, people's own choices, and when each notice was considered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def remember_as_routed(apps, schema_editor):
    """News told before was sent by e-mail as it was told."""
    notices = apps.get_model("notifications", "Notice").objects
    notices.update(routed_at=F("created_at"))


def identifier():
    """The key of a row."""
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def of_person(related_name, **more):
    """The person a row belongs to."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to=settings.AUTH_USER_MODEL,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_outbox"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("Notice", "address", models.CharField(blank=True, max_length=254)),
        migrations.AddField("Notice", "routed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "Notice", "user", of_person("notices", blank=True, null=True, db_index=False)
        ),
        migrations.AddIndex(
            "Notice",
            models.Index(
                condition=models.Q(("routed_at__isnull", True)),
                fields=["id"],
                name="notice_unrouted",
            ),
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                ("id", identifier()),
                ("event", models.CharField(max_length=60)),
                ("role", models.CharField(blank=True, max_length=20)),
                ("channels", models.JSONField(default=dict)),
                ("delay_minutes", models.PositiveSmallIntegerField(default=0)),
                ("urgent", models.BooleanField(default=False)),
                ("gatherable", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ("event", "role"),
                "constraints": [
                    models.UniqueConstraint(fields=("event", "role"), name="rule_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("choices", models.JSONField(default=dict)),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_until", models.TimeField(blank=True, null=True)),
                ("digest_at", models.JSONField(default=list)),
                ("gathered", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", identifier()),
                ("user", of_person("addresses", db_index=False)),
                ("channel", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=254)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["channel", "value"], name="address_whose")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "channel"), name="address_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                ("id", identifier()),
                ("user", of_person("browsers")),
                ("endpoint", models.CharField(max_length=1000, unique=True)),
                ("p256dh", models.CharField(max_length=120)),
                ("auth", models.CharField(max_length=60)),
                ("label", models.CharField(blank=True, max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={"ordering": ("created_at", "id")},
        ),
        migrations.CreateModel(
            name="Deferred",
            fields=[
                ("id", identifier()),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notifications.notice",
                    ),
                ),
                ("user", of_person("+", db_index=False)),
                ("channel", models.CharField(max_length=40)),
                ("due_at", models.DateTimeField()),
                ("gathered", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["due_at", "user", "channel"], name="deferred_due")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "channel"), name="deferred_once")
                ],
            },
        ),
        migrations.RunPython(remember_as_routed, migrations.RunPython.noop),
    ]
