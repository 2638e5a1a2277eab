"""Pages are no longer restricted by a shared password, which opened none of them: the secretariat decides what is next."""

from django.db import migrations


def leave_to_secretariat(apps, schema_editor):
    restricted = apps.get_model("wagtailcore", "PageViewRestriction").objects.filter(restriction_type="password")
    for restriction in restricted:
        group, _created = apps.get_model("auth", "Group").objects.get_or_create(name="Secretariat")
        restriction.groups.add(group)
    restricted.update(restriction_type="groups", password="")


class Migration(migrations.Migration):
    dependencies = [("portal", "0010_city_names")]

    operations = [migrations.RunPython(leave_to_secretariat, migrations.RunPython.noop)]
