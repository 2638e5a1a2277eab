"""The group whose members edit every note and keep the registers."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUP = "Secretariat"
PAGE_PERMISSIONS = (
    "add_page",
    "change_page",
    "publish_page",
    "lock_page",
    "unlock_page",
    "bulk_delete_page",
)
REGISTERS = ("city", "country", "organisation", "person", "membership", "placerequest")


def make_group(apps, schema_editor):
    for label in (
        "portal",
        "wagtailcore",
        "wagtailimages",
        "wagtaildocs",
    ):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Permission = apps.get_model("auth", "Permission")
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    for permission in Permission.objects.filter(codename__in=PAGE_PERMISSIONS, content_type__app_label="wagtailcore"):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    registers = [f"{action}_{model}" for model in REGISTERS for action in ("add", "change", "delete", "view")]
    group.permissions.add(
        *Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin"),
        *Permission.objects.filter(codename__in=registers, content_type__app_label="portal"),
    )
    collections = apps.get_model("wagtailcore", "Collection").objects.filter(depth=1)
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
        content_type__model__in=("image", "document"),
    ):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collections.get(), permission=permission
        )


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_site"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
