"""What search boxes suggest, and the words that notes have, for spelling."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_seeking"),
    ]

    operations = [
        migrations.CreateModel(
            name="SuggestedNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("version", models.BigIntegerField()),
                ("names", models.JSONField()),
                ("words", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="VocabularyState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("city", "City"),
                            ("country", "Country"),
                            ("term", "Term"),
                            ("note", "Note"),
                            ("block", "Block"),
                        ],
                        max_length=7,
                    ),
                ),
                ("value", models.CharField(max_length=32)),
                ("language", models.CharField(blank=True, max_length=12)),
                (
                    "start",
                    models.PositiveSmallIntegerField(choices=[(0, "Name"), (1, "Later Word"), (2, "Other Name")]),
                ),
                ("folded", models.CharField(max_length=100)),
                ("label", models.CharField(blank=True, max_length=255)),
                ("weight", models.PositiveIntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["kind", "start", "folded", "language"],
                        name="suggestion_finder",
                        opclasses=["varchar_pattern_ops", "int2_ops", "varchar_pattern_ops", "varchar_pattern_ops"],
                    ),
                    models.Index(fields=["kind", "value"], name="suggestion_of"),
                ],
            },
        ),
        migrations.CreateModel(
            name="VocabularyWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.CharField(max_length=30)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("folded", models.CharField(db_index=True, max_length=60)),
                ("notes", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("word", "language"), name="one_row_a_word_and_language")
                ],
            },
        ),
    ]
