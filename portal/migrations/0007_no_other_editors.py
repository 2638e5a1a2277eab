"""Removes the groups that Wagtail comes with, whose members read and edit every note beside the secretariat."""

from django.db import migrations


def remove_groups(apps, schema_editor):
    """Removes those that nobody is in: an operator who has used one knows why."""
    apps.get_model("auth", "Group").objects.filter(name__in=("Editors", "Moderators"), user=None).delete()


class Migration(migrations.Migration):
    # They are made by migrations that 0004_secretariat depends on.
    dependencies = [("portal", "0006_message_source")]

    operations = [migrations.RunPython(remove_groups, migrations.RunPython.noop)]
