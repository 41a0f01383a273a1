import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "part",
                    models.CharField(
                        choices=[("paraf", "paraf"), ("tanda-tangan", "tanda-tangan")],
                        max_length=15,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=40)),
                ("due_at", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("by", models.JSONField(null=True)),
                ("provider", models.CharField(blank=True, max_length=20)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("issuer", models.CharField(blank=True, max_length=300)),
                ("serial", models.CharField(blank=True, max_length=80)),
                ("not_after", models.DateTimeField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.PositiveIntegerField(blank=True, null=True)),
                ("media_type", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ("paper", "position"),
            },
        ),
        migrations.CreateModel(
            name="SigningRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(max_length=40, unique=True)),
                ("electronic", models.BooleanField()),
                ("signer", models.CharField(blank=True, max_length=40)),
                ("initials", models.JSONField(default=list)),
            ],
            options={
                "ordering": ("kind",),
            },
        ),
        migrations.AddField(
            model_name="paper",
            name="state",
            field=models.CharField(
                choices=[("draf", "draf"), ("terbit", "terbit"), ("batal", "batal")],
                default="terbit",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="paper",
            name="visit",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(("state", "draf")), fields=["id"], name="paper_drafts"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="paper",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signatures",
                to="documents.paper",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("signed_at__isnull", True)),
                fields=["role", "id"],
                name="signature_due",
            ),
        ),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("sha256", ""), _negated=True),
                fields=["sha256"],
                name="signature_by_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("paper", "position"), name="signature_position_once"
            ),
        ),
    ]
