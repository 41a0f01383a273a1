"""Whose a template is, what papers share as a template too, and numbers that others give."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SHIPPED_NOTE = "Bawaan Sigap."


def tell_origins(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now the note alone told which templates came with the product."""
    templates = apps.get_model("documents", "Template").objects
    templates.exclude(note=_SHIPPED_NOTE).update(origin="kantor")


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_signatures")]

    operations = [
        migrations.AddField(
            model_name="numberrule",
            name="issuer",
            field=models.CharField(
                choices=[("sigap", "sigap"), ("tu", "tu"), ("srikandi", "srikandi")],
                default="sigap",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="template",
            name="origin",
            field=models.CharField(
                choices=[("bawaan", "bawaan"), ("kantor", "kantor")],
                default="bawaan",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="paper",
            name="shared",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.template",
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="awaits",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.RunPython(tell_origins, migrations.RunPython.noop),
    ]
