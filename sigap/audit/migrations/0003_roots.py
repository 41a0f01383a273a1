"""The daily sheets, to whom they were given, and the proofs that were asked for."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sigap.audit import guards


def lay(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


def lift(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_guards")]

    operations = [
        # Backwards: the guards of the entries lie again when the tables below are gone.
        migrations.RunPython(migrations.RunPython.noop, lay),
        migrations.CreateModel(
            name="Root",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("no", models.PositiveIntegerField(unique=True)),
                ("day", models.DateField()),
                ("sealed_at", models.DateTimeField()),
                ("streams", models.PositiveIntegerField()),
                ("entries", models.PositiveBigIntegerField()),
                ("documents", models.PositiveIntegerField()),
                ("tree", models.CharField(max_length=64)),
                ("changes", models.CharField(max_length=64)),
                ("prev", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
            ],
            options={"ordering": ("no",)},
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.JSONField()),
                ("anchor", models.JSONField(null=True)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("sheets", models.PositiveIntegerField(default=0)),
                ("entries", models.PositiveBigIntegerField(default=0)),
                ("breaks", models.JSONField(default=list)),
                ("broken", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ("-id",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)),
                        fields=["id"],
                        name="check_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=160)),
                ("length", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "root",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leaves",
                        to="audit.root",
                    ),
                ),
            ],
            options={
                "ordering": ("root", "kind", "name"),
                "constraints": [
                    models.UniqueConstraint(fields=("root", "kind", "name"), name="leaf_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Handing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("way", models.CharField(max_length=10)),
                ("place", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "root",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handings",
                        to="audit.root",
                    ),
                ),
            ],
            options={
                "ordering": ("root", "way", "place"),
                "constraints": [
                    models.UniqueConstraint(fields=("root", "way", "place"), name="handed_once")
                ],
            },
        ),
        migrations.RunPython(lay, lift),
    ]
