"""A city is called as French and Spanish call it; the gazetteer, which is loaded again, says how."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0009_one_membership")]

    operations = [
        migrations.AddField(
            "City", "name_fr", models.CharField("name in French", blank=True, max_length=200), preserve_default=False
        ),
        migrations.AddField(
            "City", "name_es", models.CharField("name in Spanish", blank=True, max_length=200), preserve_default=False
        ),
    ]
