"""What the words of a message are made from, where that is done when it is sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0005_messages"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="source",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
