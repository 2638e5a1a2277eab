"""Notes of which a mail told are known from those that could be seen when a search was saved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0007_followed_changes"),
    ]

    operations = [
        # Which of the two the rows until now were is not known; most were told by mail.
        migrations.AddField(
            model_name="toldnote",
            name="by_mail",
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
    ]
