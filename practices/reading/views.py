"""Pages of reading lists; those of others are not there, but for who has their secret address."""

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
from django.views.decorators.http import require_safe

from portal.addresses import full_address
from portal.models import Person, User
from portal.request_types import MemberRequest
from portal.returning import form_of_member, own_address
from practices.models import ReadingList, ReadingListEntry
from practices.reading import lists
from practices.reading.forms import ListForm, NewListForm, RemarkForm
from practices.reading.lists import ReadingListRefused


@never_cache
@login_required
def overview(request: MemberRequest) -> HttpResponse:
    """A person's lists, and a form for another."""
    form = NewListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = lists.make_list(request.user, form.cleaned_data["name"])
        except ReadingListRefused as refused:
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(reverse("practices:reading_list", args=[made.pk]))
    context = {"lists": lists.lists_of(request.user), "form": form}
    return TemplateResponse(request, "practices/reading/overview.html", context)


@never_cache
@login_required
def reading_list(request: MemberRequest, pk: int) -> HttpResponse:
    """One of the person's own lists: its notes, its name, who else may read it."""
    found = _own(request.user, pk)
    form = ListForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your changes are saved."))
        return HttpResponseRedirect(reverse("practices:reading_list", args=[pk]))
    context = {
        # An invalid name stands in the form alone.
        "list": found if form.is_valid() or not form.is_bound else _own(request.user, pk),
        "entries": lists.entries_shown(found, get_language() or ""),
        "form": form,
        "shared_address": full_address(reverse("practices:shared_list", args=[found.token])) if found.token else "",
    }
    return TemplateResponse(request, "practices/reading/list.html", context)


def _page_of_list(request: HttpRequest, pk: int) -> str:
    return reverse("practices:reading_list", args=[pk])


@form_of_member(_page_of_list)
def delete_list(request: MemberRequest, pk: int) -> HttpResponse:
    found = _own(request.user, pk)
    found.delete()
    messages.success(request, _("The list “%(name)s” is deleted.") % {"name": found.name})
    return HttpResponseRedirect(reverse("practices:reading"))


@form_of_member(_page_of_list)
def share(request: MemberRequest, pk: int) -> HttpResponse:
    """Gives a list a secret address, another one, or with `stop` none."""
    found = _own(request.user, pk)
    if "stop" in request.POST:
        lists.stop_sharing(found)
        messages.success(request, _("The list is no longer shared. Its address leads nowhere now."))
    else:
        lists.share(found)
        messages.success(request, _("The list has a new secret address. Whoever knows it can read the list."))
    return HttpResponseRedirect(reverse("practices:reading_list", args=[pk]))


def _page_of_button(request: HttpRequest) -> str:
    return own_address(request, request.POST.get("next", ""), otherwise=reverse("practices:reading"))


@form_of_member(_page_of_button)
def keep(request: MemberRequest) -> HttpResponse:
    """Puts the note that a page's button names on a list, and leads back to the page."""
    try:
        note = uuid.UUID(request.POST.get("note", ""))
    except ValueError:
        raise Http404 from None
    chosen = request.POST.get("list", "")
    try:
        entry = lists.keep(request.user, note, _own(request.user, chosen) if chosen else None)
    except ReadingListRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Kept in your list “%(name)s”.") % {"name": entry.reading_list.name})
    return HttpResponseRedirect(_page_of_button(request))


@form_of_member(lambda request, pk: reverse("practices:reading"))
def entry(request: MemberRequest, pk: int) -> HttpResponse:
    """Keeps a remark on an entry of the person's own, or with `remove` takes it out."""
    found = get_object_or_404(ReadingListEntry, pk=pk, reading_list__user=request.user)
    form = RemarkForm(request.POST, instance=found)
    if "remove" in request.POST:
        found.delete()
        messages.success(request, _("The note is taken out of the list."))
    elif form.is_valid():
        form.save()
        messages.success(request, _("Your remark is saved."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["remark"]))
    return HttpResponseRedirect(reverse("practices:reading_list", args=[found.reading_list_id]))


@never_cache
@require_safe
def shared_list(request: HttpRequest, token: str) -> HttpResponse:
    """A list as others see it who know its address: public notes and remarks, the owner's name only if they wish."""
    found = get_object_or_404(ReadingList, token=token)
    shown = [item for item in lists.entries_shown(found, get_language() or "") if item["record"]]
    owner = Person.objects.filter(user=found.user_id).first() if found.shows_owner else None
    response = TemplateResponse(
        request, "practices/reading/shared.html", {"list": found, "entries": shown, "owner": owner}
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"  # The address is the key.
    return response


def _own(user: User, pk: int | str) -> ReadingList:
    if not str(pk).isdecimal() or len(str(pk)) > 18:
        raise Http404
    return get_object_or_404(ReadingList, pk=pk, user=user)
