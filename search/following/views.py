"""Pages of a person's saved searches and watches; those of others are not there for them."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from networks.models import CityPage
from portal import messages as outbox
from portal.addresses import address_of as address_of_page
from portal.models import City
from portal.request_types import MemberRequest
from portal.returning import form_of_member, own_address
from practices.models import PublicRecord, Term
from search import facets
from search.addresses import address_of, read_search
from search.engine import SearchQuery, SearchUnavailable
from search.finding import find
from search.following import news, subscriptions
from search.following.digests import KIND
from search.following.forms import FrequencyForm, SavedSearchForm, WatchForm
from search.following.subscriptions import SubscriptionRefused
from search.models import SavedSearch, Subscription, Watch
from search.models.subscriptions import USUAL_FREQUENCY
from search.wording import NAMES, as_name, in_words, vanished


@never_cache
@login_required
def save_search(request: MemberRequest) -> HttpResponse:
    """Asks for name and frequency of the search in the address, and keeps it; signing in first keeps the address."""
    search = read_search(request.GET, get_language(), facets.KNOWN_VALUES)
    words = in_words(search.query)
    kept = subscriptions.kept_search(request.user, search.query)
    known = {"name": kept.name, "frequency": kept.frequency} if kept else {"name": as_name(search.query)}
    form = SavedSearchForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            saved = subscriptions.save_search(
                request.user, search.query, **form.cleaned_data, is_loose=_is_loose(search.query)
            )
        except SubscriptionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The search “%(name)s” is saved.") % {"name": saved.name})
            return HttpResponseRedirect(reverse("search:subscriptions"))
    back = reverse("search:search") + address_of(search.query)
    context = {"form": form, "words": words, "back": back, "kept": kept}
    return TemplateResponse(request, "search/following/save.html", context)


def _is_loose(query: SearchQuery) -> bool:
    """Says whether the page of a search is content with some of its words now; news are looked for in the same way."""
    try:
        return find(query)[1]
    except SearchUnavailable:
        return False


@never_cache
@login_required
def overview(request: MemberRequest) -> HttpResponse:
    """A person's saved searches and watches."""
    return TemplateResponse(
        request,
        "search/following/overview.html",
        {
            "searches": [_shown(search) for search in subscriptions.searches_of(request.user)],
            "is_silent": outbox.is_unsubscribed(request.user, KIND),
            "kind": KIND,
            "watches": watches_shown(subscriptions.watches_of(request.user)),
        },
    )


def _shown(search: SavedSearch) -> dict:
    """Gives a saved search with its words in the reader's language, and what of it is not known any more."""
    form = news.read_saved(search)
    gone = dict.fromkeys([*form.notices, *vanished(form.query)])
    return {
        "search": search,
        "words": in_words(form.query),
        "is_named_so": search.name == as_name(form.query),
        "address": reverse("search:search") + (f"?{search.address}" if search.address else ""),
        "gone": [str(NAMES[name]) for name in gone],
    }


def watches_shown(watches) -> list[dict]:
    """Gives watches with what they are called and where that stands; a note that is not public (any more) has neither."""
    watches = list(watches)
    notes = {
        record.translation_key: record
        for record in PublicRecord.objects.for_reader(get_language())
        .filter(translation_key__in=[watch.note for watch in watches if watch.note])
        .defer("data")
    }
    pages = CityPage.objects.live().filter(
        alias_of=None, city__in=[watch.city_id for watch in watches if watch.city_id]
    )
    cities = {page.city_id: address_of_page(page, get_language()) for page in pages}
    return [
        {"watch": watch, "record": notes.get(watch.note), "city_address": cities.get(watch.city_id)}
        for watch in watches
    ]


@never_cache
@login_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Name and frequency of one of the person's own; others' are not found."""
    search = SavedSearch.objects.filter(pk=pk, user=request.user).first()
    subscription = search or get_object_or_404(
        Watch.objects.select_related("city__country", "term"), pk=pk, user=request.user
    )
    before = subscription.frequency
    form = (SavedSearchForm if search else FrequencyForm)(request.POST or None, instance=subscription)
    if request.method == "POST" and form.is_valid():
        frequency = subscription.frequency
        subscription.frequency = before  # What follows from another one is decided in one place.
        if search:
            search.save(update_fields=["name"])
        subscriptions.change_frequency(subscription, frequency)
        messages.success(request, _("Your changes are saved."))
        return HttpResponseRedirect(reverse("search:subscriptions"))
    shown = _shown(search) if search else watches_shown([subscription])[0]
    return TemplateResponse(request, "search/following/edit.html", {"form": form, "pk": pk, **shown})


def _page_of_button(request: HttpRequest, pk: int | None = None) -> str:
    return own_address(request, request.POST.get("next", ""), otherwise=reverse("search:subscriptions"))


@form_of_member(_page_of_button)
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Deletes one of the person's own, and leads back to where the button stands."""
    get_object_or_404(Subscription, pk=pk, user=request.user).delete()
    messages.success(request, _("Deleted. You will hear nothing more of it."))
    return HttpResponseRedirect(_page_of_button(request))


@form_of_member(_page_of_button)
def watch(request: MemberRequest) -> HttpResponse:
    """Watches what a page's button names, and leads back to the page."""
    form = WatchForm(request.POST)
    target = _target(form.cleaned_data["kind"], form.cleaned_data["key"]) if form.is_valid() else None
    if target is None:
        raise Http404
    frequency = form.cleaned_data["frequency"] or USUAL_FREQUENCY
    try:
        made = subscriptions.watch(request.user, target, frequency, get_language())
    except SubscriptionRefused as refused:
        messages.error(request, str(refused))
    else:
        if outbox.is_unsubscribed(request.user, KIND):
            messages.warning(
                request,
                _("It is watched, but you have stopped all these mails. “My searches and watches” sends them again."),
            )
        else:
            messages.success(
                request,
                _("You will hear of what is new: %(frequency)s.") % {"frequency": made.get_frequency_display()},
            )
    return HttpResponseRedirect(_page_of_button(request))


def _target(kind: str, key: str) -> City | Term | uuid.UUID | None:
    if kind == "note":
        try:
            return uuid.UUID(key)
        except ValueError:
            return None
    number = int(key) if key.isdecimal() and len(key) < 10 else 0
    model = City if kind == "city" else Term
    return model.objects.filter(pk=number).first()
