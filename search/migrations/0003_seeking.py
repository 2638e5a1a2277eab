"""Counts of searches, which the secretariat may see."""

from django.contrib.auth.management import create_permissions
from django.db import migrations, models

GROUP = "Secretariat"


def grant(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    config = apps.get_app_config("search")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group.permissions.add(Permission.objects.get(codename="view_searchcount", content_type__app_label="search"))


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_synonyms"),
        ("portal", "0004_secretariat"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("fr", "French"), ("es", "Spanish")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("text", models.CharField(max_length=100, verbose_name="text")),
                ("searches", models.PositiveIntegerField(default=0, verbose_name="searches")),
                ("results", models.PositiveIntegerField(default=0, verbose_name="notes found")),
                ("opened", models.PositiveIntegerField(default=0, verbose_name="notes opened")),
            ],
            options={
                "verbose_name": "counted text",
                "verbose_name_plural": "counted texts",
                "default_permissions": ("view",),
                "indexes": [models.Index(fields=["day"], name="counts_of_a_day")],
                "constraints": [models.UniqueConstraint(fields=("text", "language", "day"), name="one_count_a_day")],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
