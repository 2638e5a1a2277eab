"""Lets the secretariat keep the terms, translate notes and add languages."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "Secretariat"
PERMISSIONS = (
    ("practices", ("add_term", "change_term", "delete_term", "view_term")),
    ("wagtail_localize", ("submit_translation",)),
    ("wagtailcore", ("add_locale", "change_locale")),
)


def grant(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    for label, codenames in PERMISSIONS:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
        group.permissions.add(*Permission.objects.filter(codename__in=codenames, content_type__app_label=label))


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0001_initial"),
        ("portal", "0004_secretariat"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
