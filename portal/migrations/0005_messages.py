"""The message outbox, which the secretariat keeps an eye on."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


def permit(apps, schema_editor):
    config = apps.get_app_config("portal")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.get(
        codename="decide_message", content_type__app_label="portal"
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Secretariat"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_secretariat"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(blank=True, max_length=320, verbose_name="address")),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("key", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("sender", models.CharField(blank=True, max_length=320)),
                ("subject", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("attachments", models.JSONField(blank=True, default=list)),
                ("headers", models.JSONField(blank=True, default=dict)),
                ("unsubscribe_url", models.URLField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("claimed", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Refused"),
                            ("unknown", "Not known whether sent"),
                            ("dropped", "Not to be sent"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_try", models.DateTimeField(default=django.utils.timezone.now, verbose_name="next attempt")),
                ("claimed_at", models.DateTimeField(blank=True, null=True, verbose_name="last attempt")),
                ("last_error", models.CharField(blank=True, max_length=200, verbose_name="what the mail server said")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="written on")),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-created_at"],
                "permissions": [("decide_message", "Can decide about messages that were not sent")],
                "default_permissions": (),
                "indexes": [models.Index(fields=["state", "next_try"], name="message_due")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("kind", "key"),
                        name="one_message_a_cause",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Unsubscribe",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unsubscribes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="one_unsubscribe_a_kind")],
            },
        ),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
