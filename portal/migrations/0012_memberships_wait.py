"""A membership waits until somebody confirms it; those that are there stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0011_no_page_passwords")]

    operations = [
        migrations.AlterField(
            "Membership", "confirmed_at", models.DateTimeField("confirmed on", blank=True, null=True)
        ),
    ]
