"""Guided trees for what no probe can see, in their versions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0008_retention"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuideVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                (
                    "origin",
                    models.CharField(
                        choices=[("bawaan", "bawaan"), ("kantor", "kantor")], max_length=10
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("source", models.TextField()),
                ("digest", models.CharField(max_length=64)),
                ("imported_at", models.DateTimeField()),
                ("imported_by", models.JSONField()),
                ("in_force_since", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("key", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "version", "origin"), name="guide_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("in_force_since__isnull", False)),
                        fields=("key",),
                        name="guide_one_in_force",
                    ),
                ],
            },
        ),
    ]
