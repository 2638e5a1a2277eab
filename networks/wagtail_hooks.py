"""Starting a note in the admin: whose it is, in which language and of which type; the page it stands under is made."""

from django import forms
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms.models import formfield_for_dbfield
from wagtail.admin.menu import MenuItem
from wagtail.models import Locale, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from networks.models import CityPage, CountryPage, OrganisationPage, PartyPage
from networks.parties import may_add_note, party_page
from practices import records
from practices.choices import PracticeType
from practices.models import PRACTICE_MODELS

OWNERS = ("city", "country", "organisation")


class NewNoteForm(forms.Form):
    """Whose note it is: of a city or, for a national programme, of a country or an organisation."""

    practice_type = forms.ChoiceField(label=_("Type"), choices=PracticeType.choices, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("The language in which you write it first")
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        for name, model in zip(OWNERS, (CityPage, CountryPage, OrganisationPage), strict=True):
            self.fields[name] = formfield_for_dbfield(model._meta.get_field(name), required=False)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        chosen = [name for name in OWNERS if cleaned.get(name)]
        owners = [cleaned[name] for name in chosen]
        if len(owners) != 1 and not self.errors.keys() & {*OWNERS}:
            raise forms.ValidationError(_("Choose a city or, for a national programme, a country or an organisation."))
        cleaned["owner"] = owners[0] if owners else None
        if len(owners) == 1 and "language" in cleaned and not may_add_note(self.user, owners[0], cleaned["language"]):
            self.add_error(
                chosen[0], _("You may not add notes here. Ask the secretariat to let you, or to start the note.")
            )
        return cleaned


def may_add(user) -> bool:
    return PagePermissionPolicy().user_has_any_permission(user, {"add"})


def new_note(request: HttpRequest) -> HttpResponse:
    """Asks for owner, language and type, makes the pages that are missing, and opens the editor."""
    if not may_add(request.user):
        raise PermissionDenied
    form = NewNoteForm(request.POST or None, user=request.user, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        locale, _created = Locale.objects.get_or_create(language_code=form.cleaned_data["language"])
        parent = records.parent_in(party_page(form.cleaned_data["owner"]), locale)
        model = PRACTICE_MODELS[form.cleaned_data["practice_type"]]
        return redirect("wagtailadmin_pages:add", "practices", model._meta.model_name, parent.pk)
    return render(request, "networks/admin/new_note.html", {"form": form})


@hooks.register("before_copy_page")
def refuse_second_pages(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Copies no page of a city, a country or an organisation, nor a list of them with its subpages: each has one page.

    As aliases of a branch, notes would come to stand in two places as well.
    """
    if not any(model and issubclass(model, PartyPage) for model in _models_to_copy(request, page)):
        return None
    messages.error(
        request,
        gettext(
            "A city, a country or an organisation has one page, which cannot be copied: copy its notes one by one."
        ),
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def _models_to_copy(request: HttpRequest, page: Page) -> list[type | None]:
    if not request.POST.get("copy_subpages"):
        return [page.specific_class]
    kinds = page.get_descendants(inclusive=True).order_by().values_list("content_type", flat=True).distinct()
    return [ContentType.objects.get_for_id(kind).model_class() for kind in kinds]


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("new-note/", new_note, name="new_note")]


class NewNoteItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_add(request.user)


@hooks.register("register_admin_menu_item")
def new_note_item() -> NewNoteItem:
    return NewNoteItem(_("New note"), reverse("new_note"), name="new-note", icon_name="plus", order=80)
