"""The admin's list of all notes, by what an editor asks: whose, where, how complete, how old."""

import datetime

import django_filters
from django.db.models import F, Q, QuerySet
from django.forms import CheckboxSelectMultiple, RadioSelect
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Locale

from portal.models import City, Country
from practices import choices, rules
from practices.models import PRACTICE_MODELS, PracticePage

BANDS = {
    "under_40": (0, 39, _("Under 40 per cent")),
    "40_69": (40, 69, _("40 to 69 per cent")),
    "70_89": (70, 89, _("70 to 89 per cent")),
    "over_90": (90, 100, _("90 per cent and more")),
}
REVIEW_STATES = (("verified", _("Verified")), ("due", _("Due for review")), ("never", _("Never verified")))


def of_type(notes: QuerySet, name: str, values: list[str]) -> QuerySet:
    models = [PRACTICE_MODELS[value]._meta.model_name for value in values]
    return notes.filter(content_type__app_label="practices", content_type__model__in=models) if models else notes


def in_bands(notes: QuerySet, name: str, values: list[str]) -> QuerySet:
    wanted = Q()
    for value in values:
        least, most, _label = BANDS[value]
        wanted |= Q(completeness__range=(least, most))
    return notes.filter(wanted)


def in_review_state(notes: QuerySet, name: str, value: str, today: datetime.date | None = None) -> QuerySet:
    """Narrows to a review state, as rules.review_state tells it."""
    today = today or datetime.date.today()
    due = Q(next_review__lte=today) | Q(next_review=None, last_verified__lte=today - rules.REVIEW_PERIOD)
    if value == "due":
        return notes.filter(due)
    if value == "never":
        return notes.filter(last_verified=None).exclude(next_review__lte=today)
    return notes.filter(last_verified__isnull=False).exclude(due) if value == "verified" else notes


def in_public_state(notes: QuerySet, name: str, value: str) -> QuerySet:
    return notes.filter(live=value == "true")


def in_language(notes: QuerySet, name: str, locale: Locale | None) -> QuerySet:
    if locale is None:
        return notes
    translated = PracticePage.objects.filter(locale=locale, alias_of=None)
    return notes.filter(translation_key__in=translated.values("translation_key"))


class NoteFilter(WagtailFilterSet):
    practice_type = django_filters.MultipleChoiceFilter(
        label=_("Type"), choices=choices.PracticeType.choices, method=of_type, widget=CheckboxSelectMultiple
    )
    city = django_filters.ModelChoiceFilter(
        label=_("City"),
        queryset=lambda request: City.objects.filter(practices__isnull=False).select_related("country").distinct(),
    )
    country = django_filters.ModelChoiceFilter(
        label=_("Country"), queryset=lambda request: Country.objects.filter(practices__isnull=False).distinct()
    )
    status = django_filters.MultipleChoiceFilter(
        label=_("Status of the practice"), choices=choices.Status.choices, widget=CheckboxSelectMultiple
    )
    completeness = django_filters.MultipleChoiceFilter(
        label=_("Completeness"),
        choices=[(value, label) for value, (_least, _most, label) in BANDS.items()],
        method=in_bands,
        widget=CheckboxSelectMultiple,
    )
    evidence = django_filters.MultipleChoiceFilter(
        label=_("Evidence"), choices=choices.EvidenceGrade.choices, widget=CheckboxSelectMultiple
    )
    review = django_filters.ChoiceFilter(
        label=_("Review"), choices=REVIEW_STATES, method=in_review_state, empty_label=_("Any"), widget=RadioSelect
    )
    language = django_filters.ModelChoiceFilter(
        label=_("Language"), queryset=lambda request: Locale.objects.all(), method=in_language
    )
    live = django_filters.ChoiceFilter(
        label=_("Published"),
        choices=[("true", _("Published")), ("false", _("Not published"))],
        method=in_public_state,
        empty_label=_("Any"),
        widget=RadioSelect,
    )

    class Meta:
        model = PracticePage
        fields: list[str] = []


def place_of(note: PracticePage) -> str:
    return str(note.city or note.organisation or note.country or "")


class NoteList(IndexView):
    """Originals alone: a translation has no facts to be listed by; the filter by language finds notes by theirs."""

    page_title = _("Notes")
    add_item_label = _("New note")
    default_ordering = "-latest_revision_created_at"
    #: The list names no columns to export, and notes are exported from search: an address that asks for a file gets the list.
    FORMATS = ()

    def search_queryset(self, queryset):
        """Finds by words of title and line: Wagtail's search cannot be narrowed by the fields of a note."""
        for word in self.search_query.split() if self.is_searching else ():
            queryset = queryset.filter(
                Q(title__icontains=word) | Q(draft_title__icontains=word) | Q(one_line__icontains=word)
            )
        return queryset

    def get_base_queryset(self):
        return (
            super()
            .get_base_queryset()
            .filter(original_language=F("locale__language_code"), alias_of=None)
            .prefetch_related("city__country", "country", "organisation")
        )


class NoteListing(PageListingViewSet):
    """A note is started under its owner's page, which `networks` makes: the button leads there."""

    model = PracticePage
    icon = "doc-full-inverse"
    menu_label = _("Notes")
    menu_name = "notes"
    menu_order = 90
    add_to_admin_menu = True
    index_view_class = NoteList
    filterset_class = NoteFilter
    list_per_page = 50

    def get_index_view_kwargs(self, **kwargs):
        return super().get_index_view_kwargs(add_url_name="new_note", **kwargs)

    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title", width="30%"),
        Column("type", label=_("Type"), accessor=lambda note: note.practice_type.label),
        Column("place", label=_("Place"), accessor=place_of),
        Column("status_of_practice", label=_("Status"), accessor="get_status_display", sort_key="status"),
        Column(
            "completeness",
            label=_("Completeness"),
            accessor=lambda note: gettext("%(share)s%%") % {"share": note.completeness},
            sort_key="completeness",
        ),
        Column("evidence", label=_("Evidence"), accessor="get_evidence_display", sort_key="evidence"),
        Column(
            "last_verified",
            label=_("Last verified"),
            accessor=lambda note: note.last_verified and date_format(note.last_verified, "DATE_FORMAT"),
            sort_key="last_verified",
        ),
        PageStatusColumn("status", label=_("Published"), sort_key="live"),
    ]
