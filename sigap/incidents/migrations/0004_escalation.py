"""What escalation needs: the moments of a case, the office's ladders, who is summoned."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_declaration")]

    operations = [
        migrations.AddField("incident", "half_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "incident", "hold_near_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField("incident", "idle_since", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("incident", "rung", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("incident", "escalated", models.JSONField(default=list)),
        migrations.AddField("incident", "told_moments", models.JSONField(default=list)),
        migrations.AddField("incident", "ladder_version", models.PositiveIntegerField(default=0)),
        # Together with the key: a sweep of very many due cases goes on behind the last one.
        migrations.RemoveIndex("incident", "incident_wake"),
        migrations.AddIndex(
            "incident",
            models.Index(
                fields=["wake_at", "id"],
                name="incident_wake",
                condition=models.Q(("wake_at__isnull", False)),
            ),
        ),
        migrations.CreateModel(
            name="LadderVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(unique=True)),
                ("rules", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.JSONField()),
            ],
            options={"ordering": ("-version",)},
        ),
        migrations.CreateModel(
            name="Summons",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summons",
                        to="incidents.incident",
                    ),
                ),
                ("key", models.CharField(max_length=160)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "incident"), name="summons_once")
                ]
            },
        ),
    ]
