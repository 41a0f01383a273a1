"""Looks at the network on behalf of a case, and the choices made beside their proposals."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0009_guides"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseDiagnosis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("laporan", "laporan"),
                            ("langkah", "langkah"),
                            ("diminta", "diminta"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(default=0)),
                ("step", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.JSONField()),
                ("due", models.DateTimeField()),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(blank=True, max_length=16)),
                ("state", models.CharField(blank=True, max_length=20)),
                ("result", models.JSONField(null=True)),
                ("names", models.JSONField(default=dict)),
                ("recovery", models.CharField(blank=True, max_length=10)),
                ("changes", models.JSONField(default=list)),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="incidents.casediagnosis",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diagnoses",
                        to="incidents.incident",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="ProposalChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=80)),
                ("way", models.CharField(max_length=20)),
                ("fault", models.CharField(max_length=20)),
                ("confidence", models.CharField(blank=True, max_length=10)),
                ("proposed_verb", models.CharField(blank=True, max_length=80)),
                ("proposed_category", models.CharField(blank=True, max_length=200)),
                ("verb", models.CharField(max_length=80)),
                ("category", models.CharField(blank=True, max_length=200)),
                ("way_agreed", models.BooleanField(null=True)),
                ("category_agreed", models.BooleanField(null=True)),
                ("at", models.DateTimeField()),
                ("by", models.JSONField()),
                (
                    "diagnosis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="incidents.casediagnosis",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choices",
                        to="incidents.incident",
                    ),
                ),
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="choice",
                        to="incidents.stepvisit",
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-id"),
            },
        ),
        migrations.AddIndex(
            model_name="casediagnosis",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)),
                fields=["due"],
                name="case_diagnosis_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="casediagnosis",
            constraint=models.UniqueConstraint(
                fields=("incident", "occasion", "ordinal"), name="case_diagnosis_once"
            ),
        ),
        migrations.AddIndex(
            model_name="proposalchoice",
            index=models.Index(fields=["at"], name="proposal_choice_at"),
        ),
    ]
