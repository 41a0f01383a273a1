"""Letters about a case, by reference."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_papers")]

    operations = [
        migrations.CreateModel(
            name="CaseLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("masuk", "masuk"), ("keluar", "keluar")], max_length=10
                    ),
                ),
                ("number", models.CharField(max_length=120)),
                ("agenda", models.CharField(blank=True, max_length=120)),
                ("on", models.DateField()),
                ("party", models.CharField(blank=True, max_length=200)),
                ("about", models.CharField(max_length=300)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.JSONField()),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="incidents.attachment",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={"ordering": ("on", "id")},
        ),
    ]
