from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_search")]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="authors",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="incident",
            name="self_checks",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="stepvisit",
            name="declaration",
            field=models.TextField(blank=True),
        ),
    ]
