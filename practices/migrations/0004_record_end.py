"""Lists tell when a practice ended without reading the whole data of each note."""

from django.db import migrations, models
from django.db.models import Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    apps.get_model("practices", "PublicRecord").objects.update(end=Coalesce(KT("data__facts__end"), Value("")))


class Migration(migrations.Migration):
    dependencies = [("practices", "0003_reading_lists")]

    operations = [
        migrations.AddField(
            "PublicRecord", "end", models.CharField(max_length=10, default=""), preserve_default=False
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
