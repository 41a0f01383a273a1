import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0005_sources"),
        ("monitoring", "0002_agents"),
    ]

    operations = [
        migrations.AddField(
            model_name="segment",
            name="paces",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="agent",
            name="waiting",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="DeviceReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("how", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("view", models.JSONField()),
                ("packed", models.BinaryField()),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="readings",
                        to="inventory.device",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.AddConstraint(
            model_name="devicereading",
            constraint=models.UniqueConstraint(
                fields=("device", "how", "at"), name="device_reading_once"
            ),
        ),
        migrations.CreateModel(
            name="HostKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=120)),
                ("trusted_at", models.DateTimeField()),
                ("shown", models.CharField(blank=True, max_length=120)),
                ("shown_at", models.DateTimeField(blank=True, null=True)),
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="host_key",
                        to="inventory.device",
                    ),
                ),
            ],
        ),
    ]
