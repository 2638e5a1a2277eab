"""The languages of the interface, a home page for each, and the site that they belong to."""

from django.db import migrations

HOMES = (
    ("en", "City Practice Exchange", "home"),
    ("fr", "Échange de pratiques urbaines", "home-fr"),
    ("es", "Intercambio de prácticas urbanas", "home-es"),
)


def make_homes(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("portal", "HomePage")

    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()  # Wagtail's welcome page
    root = Page.objects.get(depth=1)
    content_type, _created = ContentType.objects.get_or_create(app_label="portal", model="homepage")
    translation_key = None
    for number, (language, title, slug) in enumerate(HOMES, 1):
        locale, _created = Locale.objects.get_or_create(language_code=language)
        home = HomePage(
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"/{slug}/",
            content_type=content_type,
            path=f"{root.path}{number:04d}",
            depth=2,
            numchild=0,
            live=True,
            locale=locale,
        )
        if translation_key:
            home.translation_key = translation_key
        home.save()
        translation_key = home.translation_key
        if number == 1:
            Site.objects.create(
                hostname="localhost",
                port=80,
                site_name=title,
                root_page_id=home.pk,
                is_default_site=True,
            )
    root.numchild = len(HOMES)
    root.save(update_fields=["numchild"])


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_pages"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_homes, migrations.RunPython.noop)]
