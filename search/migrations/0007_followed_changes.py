"""A change that waits says whether what needs no cluster has it already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0006_vectors_of_notes"),
    ]

    operations = [
        migrations.AddField(
            model_name="indexevent",
            name="followed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="indexevent",
            index=models.Index(
                condition=models.Q(("followed", False)), fields=["id"], name="index_event_not_followed"
            ),
        ),
    ]
