"""What the versions of a calendar need: by which one each step was counted, and counting anew."""

import django.db.models.deletion
from django.db import migrations, models


def keep_service_classes(apps, schema_editor):
    """A case was served around the clock where its calendar says so."""
    incident = apps.get_model("incidents", "Incident")
    incident.objects.filter(calendar_key="24x7").update(service_class="24x7")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0004_escalation"), ("people", "0004_calendars")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="service_class",
            field=models.CharField(default="jam-kerja", max_length=40),
        ),
        migrations.AddField(
            model_name="stepvisit",
            name="calendar_version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="stepvisit",
            name="recounted_version",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="stepvisit",
            name="recounted_net",
            field=models.DurationField(null=True),
        ),
        migrations.AddField(
            model_name="stepvisit",
            name="recounted_verdict",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddIndex(
            model_name="stepvisit",
            index=models.Index(
                condition=models.Q(("left_at__isnull", False)),
                fields=["left_at", "id", "entered_at"],
                name="visit_left",
            ),
        ),
        migrations.CreateModel(
            name="Recount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("running_changed", models.PositiveIntegerField(default=0)),
                ("past_counted", models.PositiveIntegerField(default=0)),
                ("past_left_at", models.DateTimeField(null=True)),
                ("past_id", models.BigIntegerField(default=0)),
                ("past_over", models.BooleanField(default=False)),
                ("claimed_until", models.DateTimeField(null=True)),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recount",
                        to="people.calendarversion",
                    ),
                ),
            ],
        ),
        migrations.RunPython(keep_service_classes, migrations.RunPython.noop),
    ]
