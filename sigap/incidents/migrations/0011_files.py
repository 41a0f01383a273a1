"""Single files that went by an approved act; tries at a signing service; whose turn it is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_signatures"),
        ("incidents", "0010_diagnosis"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="fate",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.CreateModel(
            name="FileRemoval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                (
                    "ground",
                    models.CharField(
                        choices=[("data-pribadi", "data-pribadi"), ("retensi", "retensi")],
                        max_length=15,
                    ),
                ),
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
                ("papers", models.JSONField(default=dict)),
                ("act", models.PositiveIntegerField(null=True)),
                ("cleared_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(fields=["number", "-id"], name="file_removal_of_case"),
                    models.Index(
                        condition=models.Q(("cleared_at__isnull", True)),
                        fields=["id"],
                        name="file_removal_uncleared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RemovedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=32)),
                (
                    "fate",
                    models.CharField(
                        choices=[("musnah", "musnah"), ("samar", "samar")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("media_type", models.CharField(max_length=60)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("copy_name", models.CharField(blank=True, max_length=150)),
                ("copy_type", models.CharField(blank=True, max_length=60)),
                ("copy_size", models.PositiveIntegerField(null=True)),
                ("copy_sha256", models.CharField(blank=True, max_length=64)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "removal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="incidents.fileremoval",
                    ),
                ),
            ],
            options={
                "ordering": ("removal", "id"),
            },
        ),
        migrations.CreateModel(
            name="SigningAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("paper", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("by", models.JSONField()),
                ("provider", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("length", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("dikirim", "dikirim"),
                            ("tidak-diketahui", "tidak-diketahui"),
                            ("ditandatangani", "ditandatangani"),
                            ("tersimpan", "tersimpan"),
                            ("tidak-ada", "tidak-ada"),
                            ("diulang", "diulang"),
                            ("diganti", "diganti"),
                        ],
                        default="dikirim",
                        max_length=20,
                    ),
                ),
                ("told", models.CharField(blank=True, max_length=500)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.JSONField(null=True)),
                (
                    "signature",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="attempts",
                        to="documents.signature",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="SigningTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turn",
                        to="documents.signature",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="removedfile",
            index=models.Index(fields=["key"], name="removed_file_of_key"),
        ),
        migrations.AddConstraint(
            model_name="removedfile",
            constraint=models.UniqueConstraint(fields=("removal", "key"), name="removed_file_once"),
        ),
        migrations.AddIndex(
            model_name="signingattempt",
            index=models.Index(
                condition=models.Q(("state__in", ("dikirim", "tidak-diketahui", "ditandatangani"))),
                fields=["signature"],
                name="attempt_live",
            ),
        ),
        migrations.AddIndex(
            model_name="signingattempt",
            index=models.Index(fields=["number", "-id"], name="attempt_of_case"),
        ),
    ]
