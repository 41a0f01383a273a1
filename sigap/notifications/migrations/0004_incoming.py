from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_routing")]

    operations = [
        migrations.CreateModel(
            name="Incoming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=20)),
                ("remote_id", models.CharField(max_length=900)),
                ("sender", models.CharField(blank=True, max_length=254)),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("ditulis", "ditulis"),
                            ("otomatis", "otomatis"),
                            ("pantulan", "pantulan"),
                            ("gema", "gema"),
                            ("rusak", "rusak"),
                        ],
                        default="ditulis",
                        max_length=10,
                    ),
                ),
                ("refers_to", models.JSONField(default=list)),
                ("raw", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("handled_at", models.DateTimeField(blank=True, null=True)),
                ("handled_by", models.JSONField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("jawaban", "jawaban"),
                            ("catatan", "catatan"),
                            ("laporan", "laporan"),
                            ("menunggu", "menunggu"),
                            ("diabaikan", "diabaikan"),
                        ],
                        max_length=10,
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60)),
                ("explanation", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("handled_at", None)),
                        fields=["id"],
                        name="incoming_open",
                    ),
                    models.Index(
                        condition=models.Q(("outcome", "menunggu")),
                        fields=["-id"],
                        name="incoming_waiting",
                    ),
                    models.Index(fields=["sender", "received_at"], name="incoming_of_sender"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "remote_id"), name="incoming_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=20, unique=True)),
                ("cursor", models.CharField(blank=True, max_length=100)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, max_length=500)),
            ],
        ),
    ]
