"""A source may support every field that a note has: the names of all of them are up to 636 characters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0006_order_of_rows")]

    operations = [
        migrations.AlterField(
            "Source",
            "supports",
            models.CharField(
                "supports",
                max_length=1000,
                blank=True,
                help_text="Names of the fields whose facts come from it, with commas",
            ),
        )
    ]
