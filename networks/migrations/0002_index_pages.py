"""The lists below the home page: practices, cities, countries, organisations."""

from django.db import migrations

LISTS = (
    ("practices", "practiceindexpage", "practices", "Practices"),
    ("networks", "cityindexpage", "cities", "Cities"),
    ("networks", "countryindexpage", "countries", "Countries"),
    ("networks", "organisationindexpage", "organisations", "Organisations"),
)


def make_lists(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    home = apps.get_model("wagtailcore", "Page").objects.get(slug="home", depth=2)
    for number, (app, model, slug, title) in enumerate(LISTS, 1):
        content_type, _created = ContentType.objects.get_or_create(app_label=app, model=model)
        apps.get_model(app, model).objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"{home.url_path}{slug}/",
            content_type=content_type,
            path=f"{home.path}{number:04d}",
            depth=3,
            numchild=0,
            live=True,
            locale_id=home.locale_id,
        )
    home.numchild = len(LISTS)
    home.save(update_fields=["numchild"])


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0001_initial"),
        ("practices", "0001_initial"),
        ("portal", "0003_site"),
    ]

    operations = [migrations.RunPython(make_lists, migrations.RunPython.noop)]
