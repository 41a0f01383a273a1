from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_outbox")]

    operations = []
