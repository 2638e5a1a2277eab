"""Pages of notes, of the list of notes and of terms."""

import uuid
from collections import defaultdict
from collections.abc import Container, Sequence
from copy import copy

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from portal.addresses import address, full_address, path_below_home
from portal.paging import KeptPaginator, page_of, pager_of
from portal.public_state import kept, remembered
from portal.request_types import PortalRequest
from portal.text import clean
from practices import comparison, record, records, visibility
from practices.choices import PracticeType, Visibility
from practices.listing import for_list
from practices.models import PracticePage, PublicRecord, RestrictedGroup, Term, Vocabulary
from practices.presentation import Note, languages_of

NOTES_A_PAGE = 20


def serve_note(request: HttpRequest, page: PracticePage) -> HttpResponse:
    """Serves a note from its public record; one that is restricted as a whole, from the page, to those who may read it."""
    read: list[PublicRecord] = []  # What is read for this reader has its data; what is remembered for others has none.

    def versions_of_note() -> list[PublicRecord] | None:
        read.extend(_versions(page.translation_key))
        return [_without_data(version) for version in read] or None

    versions = remembered(f"note:{page.translation_key}", versions_of_note) or []
    version = next((version for version in read or versions if version.page_id == page.pk), None)
    if version is None:
        return _serve_restricted(request, page)
    found = copy(version)  # One that is remembered takes its data when that is asked for: most readers do not need it.
    try:
        note = readable(request, [found])[0]
        return render_note(
            request,
            note,
            record=found,
            # A record is never changed, only written anew. Who may read more than it holds is never shown what was kept.
            keep_as=f"note:{found.pk}" if note.is_public else "",
            languages=languages_of(versions),
            canonical=full_address(address(found.path, found.language)),
            page=page,
        ).render()
    except PublicRecord.DoesNotExist:  # Withdrawn while it was read.
        raise Http404 from None


def _versions(translation_key: uuid.UUID) -> list[PublicRecord]:
    """Gives the records of a note in all its languages."""
    found = PublicRecord.objects.filter(translation_key=translation_key)
    return list(found.select_related("city__country", "country", "organisation"))


def _without_data(record: PublicRecord) -> PublicRecord:
    """Gives a copy that reads its data, which is long, when it is asked for."""
    made = copy(record)
    del made.__dict__["data"]
    return made


def readable(request: HttpRequest, found: Sequence[PublicRecord]) -> list[Note]:
    """Gives the notes of records, with the groups that are withheld from the public but not from this reader."""
    public: dict[tuple, dict] = {}
    withheld: dict[tuple, list[dict]] = defaultdict(list)
    if request.user.is_authenticated and found:
        # A note may be published anew at any moment: groups fit the data that one statement gives with them, no other.
        same = PublicRecord.objects.filter(translation_key=OuterRef("translation_key"), language=OuterRef("language"))
        groups = RestrictedGroup.objects.filter(
            translation_key__in=[one.translation_key for one in found],
            visibility__in=visibility.levels_of(request.user),
        ).annotate(of_record=Subquery(same.values("data")))
        for key, language, of_record, data in groups.values_list("translation_key", "language", "of_record", "data"):
            public[key, language] = of_record
            withheld[key, language].append(data)
    names = [(one.translation_key, one.language) for one in found]
    return [
        Note.of_record(one, record.restore(public[name], withheld[name]) if name in public else None)
        for one, name in zip(found, names, strict=True)
    ]


def _serve_restricted(request: HttpRequest, page: PracticePage) -> HttpResponse:
    original, _translations = records.pages_of(page.translation_key)
    if original is None or not original.live or not page.live:
        raise Http404
    if not visibility.may_read_page(original, request):
        if page.pk == original.pk or request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.path)
    translation = None if page.pk == original.pk else records.published(page)
    return render_note(request, note_of_page(original, translation, visibility.levels_of(request.user)), page=page)


def note_of_page(
    original: PracticePage, translation: PracticePage | None = None, levels: Container[str] = Visibility.values
) -> Note:
    """Gives a note straight from its pages, live or draft, with the groups of `levels`: all of them for a preview."""
    page = translation or original
    built = record.build(original, translation)
    return Note(
        record.restore(built.data, [data for level, data in built.restricted.values() if level in levels]),
        language=page.locale.language_code,
        path=path_below_home(page.url_path),
        city=original.city,
        country=original.country,
        organisation=original.organisation,
    )


def preview_note(request: PortalRequest, page: PracticePage) -> HttpResponse:
    """Shows a draft with the public page's template."""
    request.is_preview = True
    page.settle_place()
    if page.is_original:
        return render_note(request, note_of_page(page), page=page)
    original, _translations = records.pages_of(page.translation_key)
    if original is None:
        raise Http404
    return render_note(request, note_of_page(original, page), page=page)


def render_note(request: HttpRequest, note: Note, **context) -> TemplateResponse:
    context = {"note": note, "content_language": note.language, **context}
    return TemplateResponse(request, PracticePage.template, context)


def compare(request: HttpRequest) -> HttpResponse:
    """Shows up to four notes side by side, `?note=KEY&note=KEY`; what is not public (any more) is left out and told."""
    wanted = list(dict.fromkeys(filter(None, map(as_key, request.GET.getlist("note")))))
    chosen = wanted[: comparison.MOST_NOTES]
    language = get_language() or ""
    of_reader = PublicRecord.objects.for_reader(language).select_related("city__country", "country", "organisation")
    found = {one.translation_key: one for one in of_reader.filter(translation_key__in=chosen)}
    records_ = [found[key] for key in chosen if key in found]
    notes = readable(request, records_)
    keys = [one.translation_key for one in records_]
    text = clean(request.GET.get("q", ""))[:80].strip()
    context = {
        "columns": [
            {"note": note, "key": key, "without": comparison.address([other for other in keys if other != key])}
            for note, key in zip(notes, keys, strict=True)
        ],
        "groups": comparison.rows_of(notes) if notes else [],
        "keys": keys,
        "missing": len(chosen) - len(found),
        "too_many": len(wanted) > len(chosen),
        "wanted": text,
        "full": len(keys) == comparison.MOST_NOTES,
        "most": comparison.MOST_NOTES,
    }
    if not context["full"]:
        context["others"] = [
            {"record": other, "address": comparison.address([*keys, other.translation_key])}
            for other in comparison.to_add(records_, text, language)
        ]
    return TemplateResponse(request, "practices/compare.html", context)


def as_key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def list_context(request: HttpRequest) -> dict:
    """Gives the browsable list: newest first, narrowed by `type` and `theme`; unknown values narrow nothing."""
    records_ = for_list(PublicRecord.objects.for_reader(get_language()))
    wanted = request.GET.get("type", "")
    practice_type = wanted if wanted in PracticeType.values else ""
    if practice_type:
        records_ = records_.filter(practice_type=practice_type)
    wanted = clean(request.GET.get("theme", ""))
    theme = Term.objects.of(Vocabulary.THEME).filter(key=wanted).first() if wanted else None
    if theme:
        records_ = records_.about(theme)
    shown = f"list:{practice_type}:{theme.key if theme else ''}"
    counts = kept(f"list:types:{theme.key if theme else ''}", lambda: _numbers_of_types(theme))
    notes = page_of(request, KeptPaginator(records_.newest(), NOTES_A_PAGE, name=shown))
    return {
        "notes": notes,
        "pages": pager_of(request, notes),
        "practice_type": practice_type,
        "theme": theme,
        "types": [(value, name, counts.get(value, 0)) for value, name in PracticeType.choices],
        "families": families,
        "keep_as": shown,
        "keep_cards_as": f"{shown}:{notes.number}",
    }


def _numbers_of_types(theme: Term | None) -> dict[str, int]:
    """Gives how many notes there are of each type, on `theme` if it is given: what a reader finds behind each link."""
    originals = PublicRecord.objects.originals()
    narrowed = originals.about(theme) if theme else originals
    return dict(narrowed.values_list("practice_type").annotate(number=Count("pk", distinct=True)).order_by())


def families() -> list[tuple[Term, list[Term]]]:
    """Gives the themes by family, in their order."""
    children: dict[int | None, list[Term]] = defaultdict(list)
    for theme in Term.objects.of(Vocabulary.THEME):
        children[theme.parent_id].append(theme)
    return [(family, children[family.pk]) for family in children[None]]


def vocabularies(request: HttpRequest) -> HttpResponse:
    """All vocabularies with their terms, and how many notes each leads to."""
    terms = Term.objects.filter(parent=None).exclude(vocabulary=Vocabulary.SDG).prefetch_related("children")
    counts = kept("notes-of-terms", PublicRecord.objects.count_by_term)
    by_vocabulary = {
        (value, name): [term for term in terms if term.vocabulary == value]
        for value, name in Vocabulary.choices
        if value != Vocabulary.SDG
    }
    return TemplateResponse(request, "practices/vocabularies.html", {"vocabularies": by_vocabulary, "counts": counts})


def term(request: HttpRequest, vocabulary: str, key: str) -> HttpResponse:
    """A term: what it means, where it comes from, which notes carry it or one of its children."""
    found = get_object_or_404(
        Term.objects.select_related("parent").prefetch_related("children"),
        vocabulary=vocabulary.replace("-", "_"),
        key=key,
    )
    notes = for_list(PublicRecord.objects.for_reader(get_language())).about(found).newest()
    page = page_of(request, Paginator(notes, NOTES_A_PAGE))
    context = {"term": found, "notes": page, "pages": pager_of(request, page)}
    return TemplateResponse(request, "practices/term.html", context)
