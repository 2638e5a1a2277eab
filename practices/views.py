"""Pages of notes, of the list of notes and of terms."""

from collections.abc import Iterable

from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from portal.addresses import address, full_address
from portal.paging import page_of, pager_of
from portal.requests import PortalRequest
from practices import record, records, visibility
from practices.choices import PracticeType
from practices.models import PracticePage, PublicRecord, RestrictedGroup, Term, Vocabulary
from practices.presentation import Note, for_list, languages_of

NOTES_A_PAGE = 20


def serve_note(request: HttpRequest, page: PracticePage) -> HttpResponse:
    """Serves a note from its public record; one that is restricted as a whole, from the page, to those who may read it."""
    # One query for all languages of the note, of which only the one shown brings its data.
    versions = list(
        PublicRecord.objects.filter(translation_key=page.translation_key)
        .select_related("city__country", "country", "organisation")
        .defer("data")
        .annotate(own_data=Case(When(page_id=page.pk, then=F("data"))))
    )
    found = next((version for version in versions if version.page_id == page.pk), None)
    if found is None:
        return _serve_restricted(request, page)
    data = found.data = found.own_data
    if request.user.is_authenticated:
        withheld = RestrictedGroup.objects.filter(
            translation_key=found.translation_key,
            language=found.language,
            visibility__in=visibility.levels_of(request.user),
        )
        data = record.restore(data, [group.data for group in withheld])
    note = Note.of_record(found, data)
    return render_note(
        request,
        note,
        record=found,
        languages=languages_of(versions),
        canonical=full_address(address(found.path, found.language)),
        page=page,
    )


def _serve_restricted(request: HttpRequest, page: PracticePage) -> HttpResponse:
    original, _translations = records.pages_of(page.translation_key)
    if original is None or not original.live or not page.live:
        raise Http404
    if not visibility.may_read_page(original, request):
        if page.pk == original.pk or request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.path)
    translation = None if page.pk == original.pk else records.published(page)
    return render_note(request, note_of_page(original, translation), page=page)


def note_of_page(original: PracticePage, translation: PracticePage | None = None) -> Note:
    """Gives a note straight from its pages, live or draft, with all its groups: for previews and readers who may."""
    built = record.build(original, translation)
    return Note(
        record.restore(built.data, [data for _visibility, data in built.restricted.values()]),
        language=(translation or original).locale.language_code,
        city=original.city,
        country=original.country,
        organisation=original.organisation,
    )


def preview_note(request: PortalRequest, page: PracticePage) -> HttpResponse:
    """Shows a draft with the public page's template."""
    request.is_preview = True
    records.settle_place(page)
    if page.is_original:
        return render_note(request, note_of_page(page), page=page)
    original, _translations = records.pages_of(page.translation_key)
    if original is None:
        raise Http404
    return render_note(request, note_of_page(original, page), page=page)


def render_note(request: HttpRequest, note: Note, **context) -> HttpResponse:
    context = {"note": note, "content_language": note.language, **context}
    return TemplateResponse(request, PracticePage.template, context)


def list_context(request: HttpRequest) -> dict:
    """Gives the browsable list: newest first, narrowed by `type` and `theme`; unknown values narrow nothing."""
    records_ = for_list(PublicRecord.objects.for_reader(get_language()))
    practice_type = request.GET.get("type", "")
    if practice_type in PracticeType.values:
        records_ = records_.filter(practice_type=practice_type)
    families = _families(Term.objects.of(Vocabulary.THEME))
    themes = {term.key: term for family, children in families for term in (family, *children)}
    theme = themes.get(request.GET.get("theme", ""))
    if theme:
        records_ = records_.filter(Q(terms=theme) | Q(terms__parent=theme)).distinct()
    counts = dict(
        PublicRecord.objects.originals().values_list("practice_type").annotate(number=Count("pk")).order_by()
    )
    notes = page_of(request, Paginator(records_.newest(), NOTES_A_PAGE))
    return {
        "notes": notes,
        "pages": pager_of(request, notes),
        "practice_type": practice_type if practice_type in PracticeType.values else "",
        "theme": theme,
        "types": [(value, name, counts.get(value, 0)) for value, name in PracticeType.choices],
        "families": families,
    }


def _families(terms: Iterable[Term]) -> list[tuple[Term, list[Term]]]:
    """Gives terms of one vocabulary by family, in their order."""
    terms = list(terms)
    children: dict[int | None, list[Term]] = {}
    for term in terms:
        children.setdefault(term.parent_id, []).append(term)
    return [(term, children.get(term.pk, [])) for term in children.get(None, [])]


def vocabularies(request: HttpRequest) -> HttpResponse:
    """All vocabularies with their terms."""
    terms = Term.objects.filter(parent=None).exclude(vocabulary=Vocabulary.SDG).prefetch_related("children")
    by_vocabulary = {
        (value, name): [term for term in terms if term.vocabulary == value]
        for value, name in Vocabulary.choices
        if value != Vocabulary.SDG
    }
    return TemplateResponse(request, "practices/vocabularies.html", {"vocabularies": by_vocabulary})


def term(request: HttpRequest, vocabulary: str, key: str) -> HttpResponse:
    """A term: what it means, where it comes from, which notes carry it or one of its children."""
    found = get_object_or_404(
        Term.objects.select_related("parent").prefetch_related("children"),
        vocabulary=vocabulary.replace("-", "_"),
        key=key,
    )
    notes = (
        for_list(PublicRecord.objects.for_reader(get_language()))
        .filter(Q(terms=found) | Q(terms__parent=found))
        .distinct()
        .newest()
    )
    page = page_of(request, Paginator(notes, NOTES_A_PAGE))
    context = {"term": found, "notes": page, "pages": pager_of(request, page)}
    return TemplateResponse(request, "practices/term.html", context)
