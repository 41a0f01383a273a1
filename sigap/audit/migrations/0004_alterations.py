"""Salt in new seals, and leave for recorded acts to take the content out of old entries."""

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
    dependencies = [("audit", "0003_roots")]

    operations = [
        # SQLite builds the table anew to add a column: without triggers, which come back below.
        migrations.RunPython(lift, lay),
        migrations.AddField(
            model_name="entry",
            name="salt",
            field=models.CharField(default="", max_length=32),
        ),
        migrations.AddField(
            model_name="entry",
            name="altered",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name="Alteration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alterations",
                        to="audit.entry",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="audit.entry",
                    ),
                ),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.RunPython(lay, lift),
    ]
