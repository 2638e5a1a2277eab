"""The secretariat's report of what people seek and do not find."""

import datetime

import django_filters
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from portal.addresses import address
from portal.models.accounts import INTERFACE_LANGUAGE_CHOICES
from search.addresses import address_of
from search.engine import SearchQuery
from search.export import harmless
from search.models import SearchCount

LANGUAGE_NAMES = dict(INTERFACE_LANGUAGE_CHOICES)

#: Days that are summed up; the first where nothing else is asked for.
PERIODS = {"90": _("Last 90 days"), "30": _("Last 30 days"), "365": _("Last 365 days")}
DEFAULT_PERIOD, *OTHER_PERIODS = PERIODS


def search_address(row: dict) -> str:
    """Gives the address of the search page for a row of the report, in the language that it was searched in."""
    return address("search/", row["language"]) + address_of(SearchQuery(row["text"]))


class GapsFilter(WagtailFilterSet):
    period = django_filters.ChoiceFilter(
        label=_("Period"),
        choices=[(days, PERIODS[days]) for days in OTHER_PERIODS],
        empty_label=PERIODS[DEFAULT_PERIOD],
        widget=RadioSelect,
    )
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=INTERFACE_LANGUAGE_CHOICES, empty_label=_("All"), widget=RadioSelect
    )

    class Meta:
        model = SearchCount
        fields: list[str] = []


class GapsReport(ReportView):
    """A row a text and language; for who may see counts of searches."""

    model = SearchCount
    permission_policy = ModelPermissionPolicy(SearchCount)
    any_permission_required = ["view"]
    template_name = "search/admin/gaps.html"
    page_title = _("What people seek and do not find")
    header_icon = "search"
    index_url_name = "search_admin:gaps"
    index_results_url_name = "search_admin:gaps_results"
    filterset_class = GapsFilter
    no_results_message = _(
        "No text was searched on three days or more in this time. Choose a longer period, or come back in a few weeks."
    )
    columns = [
        TitleColumn("text", label=_("Text"), get_url=search_address, sort_key="text", width="30%"),
        Column("language", label=_("Language"), accessor=lambda row: LANGUAGE_NAMES[row["language"]]),
        NumberColumn("days", label=_("Days"), sort_key="days"),
        NumberColumn("searches", label=_("Searches"), sort_key="searches"),
        NumberColumn("results", label=_("Notes found, last time"), sort_key="results"),
        NumberColumn("opened", label=_("Notes opened"), sort_key="opened"),
        Column("gap", label=_("Gap"), accessor=lambda row: _("Gap") if row["is_gap"] else ""),
    ]
    list_export = ["text", "language", "days", "searches", "results", "opened", "is_gap"]
    export_headings = {column.name: column.label for column in columns} | {"is_gap": _("Gap")}
    export_filename = "what-people-seek"
    # In XLSX Wagtail writes a formula as text by itself.
    custom_field_preprocess = {"text": {ReportView.FORMAT_CSV: harmless}}

    def get_base_queryset(self) -> QuerySet:
        """Sums up the days and the language that are asked for; what is asked wrongly counts as not asked."""
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        days = int(chosen.get("period") or DEFAULT_PERIOD)
        since = timezone.now().date() - datetime.timedelta(days=days - 1)
        return SearchCount.objects.gaps(since, chosen.get("language", ""))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The filters say what is summed up, not which of the sums are shown."""
        return queryset
