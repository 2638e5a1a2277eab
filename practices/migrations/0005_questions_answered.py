"""A note says which questions of others it answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0004_record_end")]

    operations = [
        migrations.AddField(
            "PracticePage",
            "questions_answered",
            models.TextField(
                "problems and questions it answers",
                blank=True,
                help_text="As a colleague elsewhere would tell and ask them, one a line",
            ),
        )
    ]
