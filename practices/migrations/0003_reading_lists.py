"""Lists of notes that people keep for later."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0002_secretariat_terms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadingList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("token", models.CharField(editable=False, max_length=32, null=True, unique=True)),
                ("shows_owner", models.BooleanField(default=False, verbose_name="Show my name on the shared page")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reading_lists",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReadingListEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.UUIDField()),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "reading_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="practices.readinglist"
                    ),
                ),
            ],
            options={
                "ordering": ["-added_at", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("reading_list", "note"), name="one_entry_a_note")],
            },
        ),
    ]
