"""A case leaves at any stage: an exclusion is of a case, drawn or not, and may wait for somebody to agree."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from audit_project.model_fields import if_empty


def fill(apps, schema_editor):
    """Who was left out until now: the case is that of the entry, and whoever left it out asked and did it at once."""
    for row in apps.get_model("audits", "Exclusion").objects.select_related("entry"):
        row.case_id = row.entry.case_id
        row.asked_at, row.asked_by_id = row.excluded_at, row.excluded_by_id
        row.save(update_fields=["case", "asked_at", "asked_by"])


def person(**fields):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **fields
    )


def case(**fields):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="audits.case", **fields
    )


STATES = [
    ("sample", "In the sample"),
    ("returns", "Returns open"),
    ("meeting", "Meeting open"),
    ("agreed", "Agreed"),
    ("excluded", "Left the audit"),
]


class Migration(migrations.Migration):
    # The rows are filled between the steps, and PostgreSQL changes no table in which rows were just written.
    atomic = False
    dependencies = [
        ("audits", "0010_how_a_list_was_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField("case", "state", models.CharField(choices=STATES, default="sample", max_length=12)),
        migrations.AddField("exclusion", "case", case(null=True)),
        migrations.RunSQL(
            # As a table that is made at once has it: each row its own, and the constraint by its plain name.
            "ALTER TABLE audits_exclusion ADD COLUMN uid uuid NOT NULL DEFAULT gen_random_uuid()"
            " CONSTRAINT audits_exclusion_uid_key UNIQUE;"
            "ALTER TABLE audits_exclusion ALTER COLUMN uid DROP DEFAULT",
            "ALTER TABLE audits_exclusion DROP COLUMN uid",
            state_operations=[
                migrations.AddField(
                    "exclusion", "uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
                )
            ],
        ),
        migrations.AddField("exclusion", "asked_at", models.DateTimeField(null=True)),
        migrations.AddField("exclusion", "asked_by", person(null=True)),
        migrations.AddField(
            "exclusion", "stage", models.CharField(choices=STATES, default="sample", max_length=12)
        ),
        migrations.AddField("exclusion", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("exclusion", "withdrawn_by", person(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("exclusion", "case", case()),
        migrations.AlterField("exclusion", "asked_at", models.DateTimeField()),
        migrations.AlterField("exclusion", "asked_by", person()),
        migrations.AlterField(
            "exclusion",
            "entry",
            models.OneToOneField(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="exclusion",
                to="audits.cohortentry",
            ),
        ),
        migrations.AlterField("exclusion", "excluded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField("exclusion", "excluded_by", person(blank=True, null=True)),
        migrations.AlterField(
            "exclusion",
            "note",
            models.CharField(
                blank=True, help_text="The certificate says it. Write no names.", max_length=300, verbose_name="say why"
            ),
        ),
        migrations.AlterField(
            "exclusion",
            "reason",
            models.ForeignKey(
                error_messages=if_empty("Choose why the case leaves the audit."),
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="audits.exclusionreason",
                verbose_name="why does this case leave?",
            ),
        ),
        migrations.AddConstraint(
            "exclusion",
            models.UniqueConstraint(
                fields=("case",), condition=Q(withdrawn_at__isnull=True), name="case_leaves_once",
                violation_error_message="Somebody has asked already that this case leaves the audit.",
            ),
        ),
        migrations.AddConstraint(
            "exclusion",
            models.CheckConstraint(
                condition=Q(excluded_at__isnull=True, excluded_by__isnull=True)
                | Q(excluded_at__isnull=False, excluded_by__isnull=False, withdrawn_at__isnull=True),
                name="exclusion_by_someone",
            ),
        ),
        migrations.AddConstraint(
            "exclusion",
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="exclusion_withdrawn_by_someone",
            ),
        ),
    ]  # fmt: skip
