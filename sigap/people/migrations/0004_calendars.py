from datetime import UTC, datetime

import django.db.models.deletion
from django.db import migrations, models

BY = {"key": "sigap", "name": "Sigap", "capacity": "Sistem"}
CLASSES = (
    ("jam-kerja", "Jam kerja kantor", "kota", False),
    ("24x7", "Siaga 24 jam, 7 hari", "24x7", True),
)


def keep_first_versions(apps, schema_editor):
    """Every calendar begins with what it holds now as version 1."""
    calendar, version = (
        apps.get_model("people", name) for name in ("WorkingCalendar", "CalendarVersion")
    )
    for row in calendar.objects.all():
        version.objects.create(
            calendar=row,
            number=1,
            content=_content(row),
            about="awal",
            source="isi kalender sebelum versi dicatat",
            changed_at=datetime.now(UTC),
            changed_by=BY,
        )
    calendar.objects.update(revision=1)
    made = apps.get_model("people", "ServiceClass")
    for position, (key, name, of, covers) in enumerate(CLASSES):
        if calendar.objects.filter(key=of).exists():
            made.objects.create(
                key=key, name=name, calendar_id=of, covers_out_of_hours=covers, position=position
            )


def _content(row):
    return {
        "key": row.key,
        "zone": row.zone,
        "always": row.always,
        "hours": [
            {
                "valid_from": each.valid_from.isoformat(),
                "hours": each.hours,
                "ramadan_hours": each.ramadan_hours,
                "day_minutes": each.day_minutes,
                "ramadan_day_minutes": each.ramadan_day_minutes,
                "source": each.source,
            }
            for each in row.patterns.order_by("valid_from")
        ],
        "ramadan": [
            {
                "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ends_on.isoformat(),
                "source": each.source,
            }
            for each in row.ramadan_ranges.order_by("starts_on")
        ],
        "days_off": [
            {
                "on": each.on.isoformat(),
                "name": each.name,
                "kind": each.kind,
                "source": each.source,
                "estimated": each.estimated,
            }
            for each in row.days_off.order_by("on")
        ],
    }


def mark_estimates(apps, schema_editor):
    apps.get_model("people", "DayOff").objects.filter(source__startswith="perkiraan").update(
        estimated=True
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0003_duty")]

    operations = [
        migrations.AddField(
            model_name="agency",
            name="service_class",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="dayoff",
            name="estimated",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("awal", "awal"),
                            ("libur", "libur"),
                            ("hapus-libur", "hapus-libur"),
                            ("ramadan", "ramadan"),
                            ("jam", "jam"),
                            ("pustaka", "pustaka"),
                            ("penetapan", "penetapan"),
                            ("kembali", "kembali"),
                            ("acuan", "acuan"),
                        ],
                        max_length=20,
                    ),
                ),
                ("source", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.JSONField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="people.workingcalendar",
                    ),
                ),
            ],
            options={
                "ordering": ("calendar", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("calendar", "number"), name="calendar_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceClass",
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
                    "share",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=4, null=True),
                ),
                ("step_targets", models.JSONField(blank=True, default=dict)),
                ("covers_out_of_hours", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.workingcalendar",
                        to_field="key",
                    ),
                ),
            ],
            options={
                "ordering": ("position", "key"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("share__isnull", True),
                            models.Q(("share__gt", 0), ("share__lte", 1)),
                            _connector="OR",
                        ),
                        name="service_class_share_of_the_standard",
                    )
                ],
            },
        ),
        migrations.RunPython(mark_estimates, migrations.RunPython.noop),
        migrations.RunPython(keep_first_versions, migrations.RunPython.noop),
    ]
