"""Twenty secrets, planted where only some may read: none is in anything that search keeps, shows, sends or logs."""

import io
import json
import logging
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from portal import messages
from portal.models import Message, Person
from practices import models
from search import outbox
from search.documents import documents
from search.elastic.mapping import build_source
from search.engine import SearchQuery
from search.engines import get_engine
from search.following import digests, subscriptions
from search.suggest.answer import suggest

pytestmark = pytest.mark.django_db
#: One word each, so that words, stems, beginnings and spellings of it would be found.
SECRETS = [f"geheim{letter}xq" for letter in "abcdefghijklmnopqrst"]


@pytest.fixture(scope="module", autouse=True)
def planted(once):
    once(plant)


def plant(maker):
    """A public note with secrets in everything that may be withheld, a draft, a restricted note, and a draft of a live one."""
    call_command("search", "rebuild", verbosity=0)
    reader = maker.make_user()
    subscriptions.save_search(reader, SearchQuery("geheim*"), "Secrets", "at_once")
    subscriptions.save_search(reader, SearchQuery("standpipes"), "Standpipes", "at_once")
    left = iter(SECRETS)

    note = maker.make_note(
        "anti_trafficking_unit",
        title="Standpipes in the open",
        barriers=next(left),
        what_failed=next(left),
        would_do_differently=next(left),
        **{f"{group}_visibility": "secretariat" for group in ("contacts", "money", "partners", "lessons")},
        publish=False,
    )
    person = Person.objects.create(
        name=next(left), job_title=next(left), body=next(left), email=f"{next(left)}@example.org", phone=next(left)
    )
    note.contacts = [models.Contact(person=person, role="lead")]
    note.funders = [models.Funder(name=next(left), amount=1_000, currency="USD", year=2015)]
    note.partners = [models.PartnerSupport(name=next(left), kind="ngo")]
    function = next(term for (vocabulary, _key), term in maker.terms.items() if vocabulary == "unit_function")
    note.functions = [models.FunctionCovered(function=function, partners=next(left), locale=note.locale)]
    note.building_blocks = [
        models.BuildingBlock(title="Pumps", what_it_does="Lifts water.", lesson=next(left), locale=note.locale)
    ]
    note.save_revision().publish()
    # What is written but not published.
    note.title, note.summary = f"Standpipes {next(left)}", next(left)
    note.save_revision()
    maker.make_note(slug="draft", title=next(left), one_line=next(left), situation_before=next(left), publish=False)
    hidden = maker.make_note(slug="hidden", title=next(left), summary=next(left), publish=False)
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    hidden.save_revision().publish()
    was_public = maker.make_note(slug="gone", title=f"Standpipes {next(left)}")
    outbox.drain()
    was_public.unpublish()
    outbox.drain()
    assert next(left, None) is None


def secrets_in(text):
    return [secret for secret in SECRETS if secret in text.lower()]


def test_no_secret_is_in_what_engines_get(planted):
    for document in documents():
        assert not secrets_in(repr(asdict(document)))
        assert not secrets_in(json.dumps(build_source(document)))


def test_no_secret_is_found_or_offered(client, planted):
    for secret in SECRETS:
        for text in (secret, f"{secret[:-1]}*", f'"{secret}"', secret[:-2]):
            assert get_engine().search(SearchQuery(text)).total == 0
        assert suggest(secret[:4]) == []
        page = client.get("/en/search/", {"q": secret[:-2]}).content.decode()
        assert not [other for other in secrets_in(page) if other != secret]
        assert secret not in page.lower()


def test_no_secret_is_in_a_page_a_file_or_a_feed(client, planted):
    for address in (
        *("/en/search/", "/en/search/?view=table", "/en/search/?view=map", "/en/search/feed/"),
        *(f"/en/search/export/{name}" for name in ("csv", "geojson", "xlsx")),
    ):
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if address.endswith("xlsx"):
            book = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(book.read(name) for name in book.namelist())
        assert "Standpipes in the open" in content.decode() or "map" in address, address
        assert not secrets_in(content.decode()), address


def test_no_secret_is_in_a_table_of_search(planted):
    for model in apps.get_app_config("search").get_models():
        assert not secrets_in(repr(list(model.objects.values_list()))), model


def test_no_secret_is_in_a_mail_or_a_log(planted, settings, caplog):
    caplog.set_level(logging.DEBUG)
    digests.tell_at_once()
    call_command("search", "rebuild", verbosity=0)
    call_command("search", "check", verbosity=0)
    mails = [mail for mail in Message.objects.filter(kind=digests.KIND) if messages.compose(mail)]
    assert [mail.subject for mail in mails] == ["New: Standpipes in the open"]
    assert not secrets_in("".join(mail.subject + mail.text + mail.html for mail in mails))
    assert not secrets_in(caplog.text)


def test_no_secret_is_in_the_files_of_the_index(planted, settings):
    for path in Path(settings.SEARCH_INDEX_DIR).rglob("*"):
        if path.is_file():
            # The last one was public once: it stays in a file until the engine merges it, and nobody can find it there.
            assert not set(secrets_in(path.read_bytes().decode("latin-1"))) - {SECRETS[-1]}, path
