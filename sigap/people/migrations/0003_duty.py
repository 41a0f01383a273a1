import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sigap.people.models.duty


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_persons"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyRoster",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "zone",
                    models.CharField(
                        choices=[
                            ("Asia/Jakarta", "Asia/Jakarta"),
                            ("Asia/Makassar", "Asia/Makassar"),
                            ("Asia/Jayapura", "Asia/Jayapura"),
                        ],
                        max_length=50,
                    ),
                ),
                ("covers", models.JSONField(default=sigap.people.models.duty.covered_by_default)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="DutyFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("everybody", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duty_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at",),
            },
        ),
        migrations.CreateModel(
            name="DutySwap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slot", models.CharField(max_length=40)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("return_slot", models.CharField(blank=True, max_length=40)),
                ("return_starts_at", models.DateTimeField(blank=True, null=True)),
                ("return_ends_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ditawarkan", "ditawarkan"),
                            ("diterima", "diterima"),
                            ("ditolak", "ditolak"),
                            ("ditarik", "ditarik"),
                        ],
                        default="ditawarkan",
                        max_length=12,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("offered_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("told_state", models.CharField(blank=True, max_length=12)),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_offers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offered_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-offered_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="DutyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("ganti", "ganti"), ("batal", "batal"), ("tambah", "tambah")],
                        max_length=10,
                    ),
                ),
                ("slot", models.CharField(max_length=40)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("made_at", models.DateTimeField()),
                ("told", models.BooleanField(default=False)),
                (
                    "relieves",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_relieved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="people.dutyroster",
                    ),
                ),
                (
                    "swap",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="people.dutyswap",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="DutyLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField()),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("weeks", models.PositiveSmallIntegerField(default=1)),
                ("anchor_on", models.DateField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duty_lines",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="people.dutyroster",
                    ),
                ),
            ],
            options={
                "ordering": ("weekday", "starts", "anchor_on", "id"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)), name="duty_weekday"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weeks__gte", 1), ("weeks__lte", 12)), name="duty_weeks"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="dutyswap",
            index=models.Index(
                condition=models.Q(("told_state", models.F("state")), _negated=True),
                fields=["id"],
                name="duty_swap_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyswap",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ditawarkan")),
                fields=("slot",),
                name="duty_offered_once",
            ),
        ),
        migrations.AddIndex(
            model_name="dutychange",
            index=models.Index(fields=["ends_at"], name="duty_change_by_end"),
        ),
        migrations.AddIndex(
            model_name="dutychange",
            index=models.Index(
                condition=models.Q(("told", False)), fields=["id"], name="duty_change_untold"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutychange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "batal"), ("user__isnull", True)),
                    models.Q(models.Q(("kind", "batal"), _negated=True), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="duty_change_names_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="duty_change_in_order",
            ),
        ),
    ]
