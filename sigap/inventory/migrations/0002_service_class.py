from django.db import migrations, models

DEFAULT = "jam-kerja"


def to_the_agency(apps, schema_editor):
    """A site that is served like every other has no class of its own."""
    apps.get_model("inventory", "Site").objects.filter(service_class=DEFAULT).update(
        service_class=""
    )


def to_the_site(apps, schema_editor):
    apps.get_model("inventory", "Site").objects.filter(service_class="").update(
        service_class=DEFAULT
    )


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="site", name="site_known_class"),
        migrations.AlterField(
            model_name="site",
            name="service_class",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.RunPython(to_the_agency, to_the_site),
    ]
