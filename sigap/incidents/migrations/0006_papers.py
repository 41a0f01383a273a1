from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0005_calendars")]

    operations = [
        migrations.AddField(
            model_name="stepvisit", name="papers_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="stepvisit",
            index=models.Index(
                condition=models.Q(
                    ("left_at__isnull", False),
                    ("output__isnull", False),
                    ("papers_at__isnull", True),
                ),
                fields=["id"],
                name="visit_without_papers",
            ),
        ),
    ]
