import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0005_sources"),
        ("monitoring", "0003_readings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Diagnosis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=16, unique=True)),
                ("at", models.DateTimeField()),
                ("took_ms", models.PositiveIntegerField()),
                ("state", models.CharField(max_length=20)),
                ("result", models.JSONField()),
                ("views", models.JSONField(default=dict)),
                ("by", models.JSONField()),
                ("kept", models.BooleanField(default=False)),
                (
                    "device",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="diagnoses",
                        to="inventory.device",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="diagnoses",
                        to="inventory.site",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
                "indexes": [
                    models.Index(fields=["site", "-at"], name="diagnosis_of_site"),
                    models.Index(fields=["at"], name="diagnosis_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiagnosisRaw",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("device", models.CharField(max_length=100)),
                ("command", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("packed", models.BinaryField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField()),
                ("cut", models.CharField(blank=True, max_length=20)),
                (
                    "diagnosis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="raw",
                        to="monitoring.diagnosis",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
    ]
