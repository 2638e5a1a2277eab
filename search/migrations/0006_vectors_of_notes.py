"""What the passages of notes mean, encoded once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_subscriptions"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoteVectors",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("vectors", models.BinaryField()),
            ],
        ),
    ]
