"""Saved searches and watches, and what was told of them; what is public today is no news."""

from itertools import islice

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def know_what_is_public(apps, schema_editor):
    """What is public already is no news to anybody."""
    items = apps.get_model("search", "NewsItem").objects
    originals = apps.get_model("practices", "PublicRecord").objects.filter(is_original=True)
    rows = originals.values_list("translation_key", "first_published_at").iterator(chunk_size=1000)
    while batch := list(islice(rows, 1000)):
        items.bulk_create(
            [items.model(key=key, first_public_at=first, changed_at=first, is_pending=False) for key, first in batch]
        )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_secretariat"),
        ("practices", "0002_secretariat_terms"),
        ("search", "0004_suggestions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "Once a day"),
                            ("weekly", "Once a week, on Mondays"),
                            ("never", "No mail, only keep it"),
                        ],
                        default="weekly",
                        max_length=8,
                        verbose_name="how often",
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("fr", "French"), ("es", "Spanish")], max_length=2),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("looked_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NewsItem",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("first_public_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("is_pending", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("is_pending", True)), fields=["changed_at"], name="news_pending")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "subscription_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="search.subscription",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("address", models.TextField(max_length=4000)),
                ("is_loose", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
            bases=("search.subscription",),
        ),
        migrations.CreateModel(
            name="ToldNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField()),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="search.subscription"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "subscription_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="search.subscription",
                    ),
                ),
                ("note", models.UUIDField(null=True)),
                ("known", models.JSONField(default=dict)),
                (
                    "city",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="portal.city"
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="practices.term"
                    ),
                ),
            ],
            bases=("search.subscription",),
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["frequency", "looked_at"], name="subscriptions_due"),
        ),
        migrations.AddConstraint(
            model_name="toldnote",
            constraint=models.UniqueConstraint(fields=("subscription", "key"), name="told_once"),
        ),
        migrations.AddConstraint(
            model_name="watch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("city__isnull", False), ("note__isnull", True), ("term__isnull", True)),
                    models.Q(("city__isnull", True), ("note__isnull", True), ("term__isnull", False)),
                    models.Q(("city__isnull", True), ("note__isnull", False), ("term__isnull", True)),
                    _connector="OR",
                ),
                name="watches_one_thing",
            ),
        ),
        migrations.RunPython(know_what_is_public, migrations.RunPython.noop, elidable=True),
    ]
