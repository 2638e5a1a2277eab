"""Who was entered with capital letters in the address could not sign in; from now on there are none."""

from django.db import migrations, models
from django.db.models.functions import Lower


def lower(apps, schema_editor):
    """Fails, with the address, where two accounts differ by capitals alone: an operator deletes the one that is not used."""
    apps.get_model("portal", "User").objects.exclude(email=Lower("email")).update(email=Lower("email"))


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_no_other_editors")]

    operations = [
        migrations.RunPython(lower, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", Lower("email"))), name="address_in_small_letters"
            ),
        ),
    ]
