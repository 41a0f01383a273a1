"""The index of unseen notices gets their order, so that counting them stops at a hundred."""

import django.db.models
from django.db import migrations


class Migration(migrations.Migration):
    """notice_unseen over the person and the notice."""

    dependencies = [("notifications", "0004_incoming")]

    operations = [
        migrations.RemoveIndex(model_name="notice", name="notice_unseen"),
        migrations.AddIndex(
            model_name="notice",
            index=django.db.models.Index(
                condition=django.db.models.Q(("seen_at__isnull", True)),
                fields=["user", "id"],
                name="notice_unseen",
            ),
        ),
    ]
