"""Loads notes from text files: all of them or, if one is wrong, none.

files -> read -> convert (facts, parts, texts) -> page in memory -> problems(note) -> publish, in one transaction
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import slugify
from wagtail.models import Locale, Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from networks.intake import fields, parts
from networks.intake.fields import KEYED, Register, Wrong, converted
from networks.intake.files import Fault, NoteFile, read
from networks.intake.parts import NAMESPACE
from networks.models import LoadedNote
from networks.parties import party_page
from portal.standard_pages import story
from practices import models as practices
from practices import records, rules

TRANSLATION_HEADER = {"original", "slug", *fields.SHORT_TEXTS, *KEYED}
ORIGINAL_HEADER = {"type", "city", "country", "organisation", "further_cities", "cost", *fields.FACTS, *fields.PARTS}
LONG_TEXTS = {
    "summary",
    "situation_before",
    "why_stopped",
    "objectives",
    "methods_and_tools",
    "legal_basis",
    "unintended_effects",
    "barriers",
    "what_failed",
    "would_do_differently",
    "must_stay",
    "can_adapt",
    "questions_answered",
    "narrative",
    "residents_role",
    "referral_mechanism",
    "data_protection",
    "participants",
    "police_arrangement",
}


class Unloadable(Exception):
    """Files have faults and nothing was loaded; `faults` lists them by file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many notes were written and how many were as they are in the files already.

    `deleted` names the files that have not changed and whose page somebody deleted: that decision stands.
    """

    written: int
    unchanged: int
    deleted: tuple[str, ...] = ()


def load_folder(folder: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> Loaded:
    """Loads all notes of `folder`; raises Unloadable, with nothing loaded, if anything is wrong in any file."""
    by_key: dict[str, list[NoteFile]] = defaultdict(list)
    for path in sorted(folder.glob("*.md")):
        note = read(path)
        by_key[note.key].append(note)
    faults = [fault for files in by_key.values() for note in files for fault in note.faults]
    if faults:
        raise Unloadable(faults)
    if not by_key:
        raise Unloadable([Fault(str(folder), 0, "", "There is no note in this folder.")])
    digests = dict(LoadedNote.objects.values_list("key", "digest"))
    changed = {key: files for key, files in by_key.items() if digests.get(key) != digest(files)}
    register = Register.load(_geonames_ids(note for files in changed.values() for note in files))
    with records.once():
        for done, (key, files) in enumerate(changed.items(), 1):
            # Wagtail would look for references at each of a dozen saves a note; the pages are looked through below.
            with disable_reference_index_auto_update():
                load_note(key, files, register)
            faults += [fault for note in files for fault in note.faults]
            LoadedNote.objects.update_or_create(key=key, defaults={"digest": digest(files)})
            progress(done, len(changed))
        if faults:
            raise Unloadable(faults)
        keys = [uuid.uuid5(NAMESPACE, key) for key in changed]
        for page in practices.PracticePage.objects.filter(translation_key__in=keys).specific():
            ReferenceIndex.create_or_update_for_object(page)
    deleted = _without_page({key: files for key, files in by_key.items() if key not in changed})
    return Loaded(
        len(changed),
        len(by_key) - len(changed) - len({note.key for note in deleted}),
        tuple(note.path.name for note in deleted),
    )


def _without_page(by_key: dict[str, list[NoteFile]]) -> list[NoteFile]:
    pages = set(practices.PracticePage.objects.values_list("translation_key", "locale__language_code"))
    return [
        note
        for key, files in by_key.items()
        for note in files
        if (uuid.uuid5(NAMESPACE, key), note.language) not in pages
    ]


def digest(files: list[NoteFile]) -> str:
    joined = b"\0".join(note.path.name.encode() + note.path.read_bytes() for note in files)
    return hashlib.sha256(joined).hexdigest()


def _geonames_ids(files: Iterable[NoteFile]) -> set[int]:
    ids: set[int] = set()
    for note in files:
        rows = [row for name in ("adopted_from", "adopted_by") for row in note.list_of(name) if isinstance(row, dict)]
        found = [note.facts.get("city"), *note.list_of("further_cities"), *(row.get("city") for row in rows)]
        ids |= {value for value in found if isinstance(value, int)}
    return ids


def load_note(key: str, files: list[NoteFile], register: Register) -> None:
    """Writes a note and its translations and publishes them; what is wrong is left in the files' faults."""
    originals = [note for note in files if note.is_original]
    if len(originals) != 1:
        files[0].fault("original", f"One file of a note says “original: true”; of {key} {len(originals)} do.")
        return
    source = originals[0]
    translations = [note for note in files if note is not source]
    for note in files:
        allowed = TRANSLATION_HEADER if note is not source else TRANSLATION_HEADER | ORIGINAL_HEADER
        for name in note.facts.keys() - allowed:
            note.fault(name, "This field does not stand in a translation." if note is not source else "Unknown field.")
        for name in note.texts.keys() - LONG_TEXTS:
            note.fault(name, "Unknown section.")
        if note.language not in dict(settings.LANGUAGES):
            note.fault("", f"Notes are not written in “{note.language}” here.")
    if any(note.faults for note in files):
        return
    page = build_original(key, source, register)
    if page is None:
        return
    if not _publish(page, source):
        return
    for note in translations:
        _publish(build_translation(page, key, note, register), note)


def _publish(page: practices.PracticePage, note: NoteFile) -> bool:
    if not note.faults and page.is_original:
        for problem in rules.problems(page):
            note.fault(note.name_of(problem.field), problem.message)
    if note.faults:
        return False
    try:
        page.save_revision().publish()
    except ValidationError as error:
        _say(error, note)
    return not note.faults


def _say(error: ValidationError, note: NoteFile) -> None:
    """Makes what a page refuses when it is saved, such as an address that another has, faults of the note's file."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, messages in by_field.items():
        for message in messages:
            note.fault("" if name == NON_FIELD_ERRORS else note.name_of(name), message)


def build_original(key: str, note: NoteFile, register: Register) -> practices.PracticePage | None:
    """Gives the note's page, new or as it stands, with all that the file says, not yet published."""
    model = practices.PRACTICE_MODELS.get(str(note.facts.get("type")))
    if model is None:
        note.fault("type", f"A type is one of: {', '.join(practices.PRACTICE_MODELS)}")
        return None
    parent = _parent(note, register)
    if parent is None:
        return None
    locale, _created = Locale.objects.get_or_create(language_code=note.language)
    translation_key = uuid.uuid5(NAMESPACE, key)
    page = model.objects.filter(translation_key=translation_key, locale=locale).first()
    is_new = page is None
    if is_new:
        page = model(translation_key=translation_key, locale=locale, live=False)
    page.original_language = note.language
    page.slug = _slug(note, register) or slugify(str(note.facts.get("title", "")))[:80] or key
    _set_texts(page, note, register)
    _set_facts(page, note, register)
    parts.fill(page, key, note, register)
    if note.faults:
        return None
    try:
        if is_new:
            records.parent_in(parent, locale).add_child(instance=page)
    except ValidationError as error:
        _say(error, note)
        return None
    return page


def _slug(note: NoteFile, register: Register) -> str:
    slug = note.facts.get("slug")
    return converted(note, "slug", fields.text(255), slug, register) if slug else ""


def _parent(note: NoteFile, register: Register) -> Page | None:
    owners = [name for name in ("city", "country", "organisation") if note.facts.get(name)]
    if len(owners) != 1:
        note.fault(owners[1] if owners else "city", "A note belongs to a city, a country or an organisation, to one.")
        return None
    name = owners[0]
    value = note.facts[name]
    try:
        if name == "city":
            return party_page(fields.city(value, register))
        if name == "organisation":
            return party_page(fields.organisation(value, register))
        if value not in register.countries:
            raise Wrong(f"no country has the code “{value}”")
        return party_page(register.countries[value])
    except Wrong as error:
        note.fault(name, error)
        return None


def _set_texts(page: practices.PracticePage, note: NoteFile, register: Register) -> None:
    for name, convert in fields.SHORT_TEXTS.items():
        value = note.facts.get(name)
        if not hasattr(page, name):
            if value:
                note.fault(name, "A note of this type has no such field.")
            continue
        setattr(page, name, converted(note, name, convert, value, register) if value is not None else "")
    for name in LONG_TEXTS - {"narrative"}:
        if hasattr(page, name):
            setattr(page, name, note.texts.get(name, ""))
        elif name in note.texts:
            note.fault(name, "A note of this type has no such section.")
    page.narrative = story(note.texts.get("narrative", ""))
    page.draft_title = page.title


def _set_facts(page: practices.PracticePage, note: NoteFile, register: Register) -> None:
    for name, convert in fields.FACTS.items():
        value = note.facts.get(name)
        if not hasattr(page, name):
            if value is not None:
                note.fault(name, "A note of this type has no such field.")
            continue
        if value is not None:
            if (value := converted(note, name, convert, value, register)) is not None:
                setattr(page, name, value)
        else:
            field = page._meta.get_field(name)
            setattr(page, name, [] if field.many_to_many else field.get_default())
    if themes := list(page.themes.all()):
        page.main_theme = themes[0]
    cost = note.facts.get("cost") or {}
    if not isinstance(cost, dict) or cost.keys() - fields.COST.keys():
        note.fault("cost", "takes {amount, currency, year}")
        return
    for name, convert in fields.COST.items():
        value = converted(note, "cost", convert, cost[name], register) if name in cost else None
        column = f"cost_{name}"
        setattr(page, column, page._meta.get_field(column).get_default() if value is None else value)


def build_translation(
    original: practices.PracticePage, key: str, note: NoteFile, register: Register
) -> practices.PracticePage:
    """Gives the translation's page with the file's texts; its facts stay the original's and are never read."""
    locale, _created = Locale.objects.get_or_create(language_code=note.language)
    page = original.get_translation_or_none(locale)
    if page is None:
        records.parent_in(original.get_parent(), locale)
        page = original.copy_for_translation(locale)
    page = page.specific
    page.slug = _slug(note, register) or page.slug
    _set_texts(page, note, register)
    parts.translate(page, key, note, register)
    return page
