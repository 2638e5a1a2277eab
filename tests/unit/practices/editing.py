"""Fills in the admin's own forms as a browser would, from what they show."""

from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.text import slugify
from wagtail.models import Locale

from networks.parties import party_page
from practices import records
from practices.models import PRACTICE_MODELS, PublicRecord

COMPLETE = {
    "title": "Streets first",
    "slug": "streets-first",
    "one_line": "Streets before houses.",
    "status": "running",
    "situation_before": "No street was wide enough for an ambulance.",
    "barriers": "Shop owners objected.",
    "building_blocks-TOTAL_FORMS": "1",
    "building_blocks-0-title": "A street plan",
    "building_blocks-0-what_it_does": "Says where streets go.",
    "building_blocks-0-ORDER": "1",
    "sources-TOTAL_FORMS": "1",
    "sources-0-title": "Yearly report",
    "sources-0-ORDER": "1",
}


def form_of(client, url: str) -> dict:
    """Gives what a browser would post from the editor at `url`, unchanged."""
    response = client.get(url)
    assert response.status_code == 200, response.content[:500]
    form = BeautifulSoup(response.content, "html.parser").find("form", attrs={"data-edit-form": True})
    for template in form.find_all("template"):
        template.decompose()
    data: dict = {}
    for field in form.find_all(["input", "textarea", "select"]):
        name = field.get("name")
        if not name or field.get("type") in ("submit", "button"):
            continue
        if field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.name == "select":
            data[name] = [option.get("value") for option in field.find_all("option") if option.has_attr("selected")]
        elif field.name == "textarea":
            data[name] = field.get_text().removeprefix("\n")
        else:
            data[name] = field.get("value", "")
    data["narrative-count"] = data.get("narrative-count", "0") or "0"
    return data


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def edit(client, page, publish=False, **changes):
    data = form_of(client, edit_url(page)) | changes
    if publish:
        data["action-publish"] = "action-publish"
    return client.post(edit_url(page), data, follow=True)


def add(client, practice_type="other_practice", city=None, publish=False, language="en", **fields):
    """Fills in a new note's form below the page of a city."""
    locale = Locale.objects.get(language_code=language)
    parent = records.parent_in(party_page(city), locale)
    url = reverse(
        "wagtailadmin_pages:add", args=["practices", PRACTICE_MODELS[practice_type]._meta.model_name, parent.pk]
    )
    data = form_of(client, url) | {"slug": slugify(fields["title"])} | fields
    if publish:
        data["action-publish"] = "action-publish"
    return client.post(url, data, follow=True)


def languages_of(page) -> set[str]:
    return set(PublicRecord.objects.filter(translation_key=page.translation_key).values_list("language", flat=True))
