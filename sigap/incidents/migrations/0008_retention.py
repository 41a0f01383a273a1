"""The retention schedule, lists of what is to be destroyed by it, and what is left of it."""

import django.db.models.deletion
from django.db import migrations, models

import sigap.kit.secrets


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveClass",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("active_years", models.PositiveSmallIntegerField()),
                ("inactive_years", models.PositiveSmallIntegerField()),
                (
                    "fate",
                    models.CharField(
                        choices=[("musnah", "musnah"), ("permanen", "permanen")], max_length=10
                    ),
                ),
                ("procedures", models.JSONField(default=list)),
                ("cyber", models.BooleanField(default=False)),
                ("source", models.CharField(max_length=300)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.JSONField()),
            ],
            options={
                "ordering": ("code", "key"),
            },
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.JSONField()),
                ("reason", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("diusulkan", "diusulkan"),
                            ("disetujui", "disetujui"),
                            ("ditolak", "ditolak"),
                            ("selesai", "selesai"),
                        ],
                        default="diusulkan",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.JSONField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.JSONField(null=True)),
                ("decree", models.CharField(blank=True, max_length=200)),
                ("decision_note", models.CharField(blank=True, max_length=300)),
                (
                    "archive_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.archiveclass",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="DisposalItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("ended_on", models.DateField()),
                ("claimed_until", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("trouble", models.CharField(blank=True, max_length=300)),
                (
                    "disposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="incidents.disposal",
                    ),
                ),
            ],
            options={
                "ordering": ("disposal", "number"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["id"],
                        name="disposal_item_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("disposal", "number"), name="disposal_item_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Redaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("terms", sigap.kit.secrets.SecretText(blank=True)),
                ("reason", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("diusulkan", "diusulkan"),
                            ("disetujui", "disetujui"),
                            ("ditolak", "ditolak"),
                            ("selesai", "selesai"),
                        ],
                        default="diusulkan",
                        max_length=10,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.JSONField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.JSONField(null=True)),
                ("decree", models.CharField(blank=True, max_length=200)),
                ("decision_note", models.CharField(blank=True, max_length=300)),
                ("entries", models.PositiveIntegerField(default=0)),
                ("papers", models.JSONField(default=dict)),
                ("cleared_at", models.DateTimeField(null=True)),
            ],
            options={"ordering": ("-id",)},
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True)),
                ("class_code", models.CharField(max_length=40)),
                ("procedure", models.CharField(max_length=80)),
                ("version", models.PositiveIntegerField()),
                ("agency", models.CharField(max_length=80)),
                ("reported_on", models.DateField()),
                ("ended_on", models.DateField()),
                ("files", models.JSONField(default=list)),
                ("papers", models.JSONField(default=dict)),
                ("entries", models.PositiveIntegerField()),
                ("act", models.PositiveIntegerField()),
                ("destroyed_at", models.DateTimeField()),
                ("cleared_at", models.DateTimeField(null=True)),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tombstones",
                        to="incidents.disposal",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("cleared_at__isnull", True)),
                        fields=["id"],
                        name="tombstone_uncleared",
                    )
                ],
            },
        ),
    ]
