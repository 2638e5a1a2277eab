"""The rows of notes loaded from files get their places, which they had none of: databases ordered them as they liked.

In versions the rows stand in their order already, and only lack its numbers.
"""

from itertools import groupby

from django.db import migrations

ROWS = {
    "adoptions": "Adoption",
    "authors": "Author",
    "building_blocks": "BuildingBlock",
    "change_notes": "ChangeNote",
    "contacts": "Contact",
    "documents": "NoteDocument",
    "functions": "FunctionCovered",
    "funders": "Funder",
    "further_cities": "FurtherCity",
    "indicators": "Indicator",
    "links": "NoteLink",
    "partners": "PartnerSupport",
    "photos": "Photo",
    "prerequisites": "Prerequisite",
    "sources": "Source",
}


def number(apps, schema_editor):
    for name in ROWS.values():
        model = apps.get_model("practices", name)
        pages = model.objects.filter(sort_order=None).values("page_id")
        rows = list(model.objects.filter(page_id__in=pages).order_by("page_id", "sort_order", "pk").only("page_id"))
        for _page, of_page in groupby(rows, key=lambda row: row.page_id):
            for place, row in enumerate(of_page):
                row.sort_order = place
        model.objects.bulk_update(rows, ["sort_order"], batch_size=200)
    versions = apps.get_model("wagtailcore", "Revision").objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        content_type__app_label="practices",
    )
    for version in versions.iterator(chunk_size=50):
        if _number_rows(version.content):
            version.save(update_fields=["content"])


def _number_rows(content):
    """Numbers the rows of each part that has one without a number; says whether there was any."""
    found = False
    for relation in ROWS:
        rows = content.get(relation) or []
        if any(row.get("sort_order") is None for row in rows):
            found = True
            for place, row in enumerate(rows):
                row["sort_order"] = place
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0005_questions_answered"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
