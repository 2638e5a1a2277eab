"""Lists of synonyms, which the secretariat keeps."""

from django.contrib.auth.management import create_permissions
from django.db import migrations, models

import search.models.synonyms

GROUP = "Secretariat"
CODENAMES = ("add_synonymlist", "change_synonymlist", "delete_synonymlist", "view_synonymlist")


def grant(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    config = apps.get_app_config("search")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group.permissions.add(*Permission.objects.filter(codename__in=CODENAMES, content_type__app_label="search"))


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial"), ("portal", "0004_secretariat")]

    operations = [
        migrations.CreateModel(
            name="SynonymList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=search.models.synonyms.reader_languages,
                        max_length=10,
                        unique=True,
                        verbose_name="for readers of",
                    ),
                ),
                (
                    "rules",
                    models.TextField(
                        blank=True,
                        help_text="One rule a line. “slum, favela, informal settlement”: who searches one finds the others too. “CDS => city development strategy”: works from left to right alone. A single word is known in singular and plural by itself; of several words, give both forms. A line that begins with # is a remark. Changes count from the next search on.",
                        validators=[search.models.synonyms.check_rules],
                        verbose_name="rules",
                    ),
                ),
            ],
            options={
                "verbose_name": "list of synonyms",
                "verbose_name_plural": "lists of synonyms",
                "ordering": ["language"],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
