"""A person has a role in a place once. Of memberships that were entered twice a confirmed one stays, else the first."""

from django.db import migrations, models
from django.db.models import F, Q

MESSAGE = "This person has this role there already."


def remove_repeated(apps, schema_editor):
    known = set()
    for membership in apps.get_model("portal", "Membership").objects.order_by(
        F("confirmed_at").asc(nulls_last=True), "pk"
    ):
        same = (membership.person_id, membership.role, membership.city_id, membership.organisation_id)
        if same in known:
            membership.delete()
        known.add(same)


class Migration(migrations.Migration):
    dependencies = [("portal", "0008_address_in_small_letters")]

    operations = [
        migrations.RunPython(remove_repeated, migrations.RunPython.noop),
        *(
            migrations.AddConstraint(
                "Membership",
                models.UniqueConstraint(
                    name=f"one_membership_of_{place}",
                    fields=["person", "role", place],
                    condition=Q(**{f"{place}__isnull": False}),
                    violation_error_message=MESSAGE,
                ),
            )
            for place in ("city", "organisation")
        ),
    ]
