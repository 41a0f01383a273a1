"""The size of the sheets that papers are drawn for, and who gets a copy of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_office_templates")]

    operations = [
        migrations.AddField(
            model_name="letterhead",
            name="paper",
            field=models.CharField(
                choices=[("a4", "a4"), ("f4", "f4")], default="a4", max_length=5
            ),
        ),
        migrations.CreateModel(
            name="CopyRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(max_length=40, unique=True)),
                ("recipients", models.JSONField(default=list)),
            ],
            options={"ordering": ("kind",)},
        ),
    ]
