import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sigap.kit.secrets


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="handed_over_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="appointment",
            name="scope",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="appointment",
            name="steps",
            field=models.CharField(blank=True, max_length=600),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("handed_over_at__isnull", True)),
                fields=["ends_at"],
                name="appointment_not_handed_over",
            ),
        ),
        migrations.AddField(
            model_name="position",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="PositionTitle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("since", models.DateField(blank=True, null=True)),
                ("source", models.CharField(blank=True, max_length=200)),
                (
                    "position",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="titles",
                        to="people.position",
                    ),
                ),
            ],
            options={
                "ordering": (
                    models.OrderBy(models.F("since"), nulls_first=True),
                    "id",
                ),
            },
        ),
        migrations.CreateModel(
            name="PersonalFacts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(blank=True, null=True)),
                ("front_title", models.CharField(blank=True, max_length=60)),
                ("bare_name", models.CharField(max_length=150)),
                ("back_title", models.CharField(blank=True, max_length=100)),
                ("nip", models.CharField(blank=True, max_length=18)),
                ("rank", models.CharField(blank=True, max_length=60)),
                ("grade", models.CharField(blank=True, max_length=10)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": (
                    "user",
                    models.OrderBy(models.F("since"), nulls_first=True),
                    "id",
                ),
                "constraints": [
                    models.UniqueConstraint(fields=("user", "since"), name="facts_once_a_day"),
                    models.UniqueConstraint(
                        condition=models.Q(("since__isnull", True)),
                        fields=("user",),
                        name="facts_once_before",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nik", sigap.kit.secrets.SecretText()),
                ("recorded_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_numbers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ("recorded_at", "id")},
        ),
        migrations.CreateModel(
            name="Qualification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("evidence", models.CharField(blank=True, max_length=200)),
                ("obtained_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="qualifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("user", "title", "id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=["user"],
                        name="qualification_of_user",
                    )
                ],
            },
        ),
    ]
