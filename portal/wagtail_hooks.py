"""The registers of the portal in the admin: places, parties and what the secretariat is asked for."""

from django.db import DEFAULT_DB_ALIAS
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.ui.tables import DateColumn
from wagtail.models import Page
from wagtail.snippets.views.snippets import IndexView

from portal import choosers, message_list
from portal.addresses import path_refusal
from portal.models import City, Country, Membership, Organisation, Person, PlaceRequest
from portal.registers import Register, is_known_to_be_referred_to, register, registers_menu_item

hooks.register("register_admin_menu_item", registers_menu_item)


@hooks.register("insert_global_admin_js")
def admin_script() -> SafeString:
    return format_html('<script src="{}"></script>', static("js/admin.js"))


@hooks.register("before_bulk_action")
def refuse_taken_paths(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    """Moves none of many pages while one would get an address that it cannot have, and names those."""
    if action_type != "move" or not all(isinstance(page, Page) for page in objects):
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    refused: dict[str, list[Page]] = {}
    for page in objects:
        if refusal := path_refusal(destination, page.slug, page.translation_key):
            refused.setdefault(str(refusal), []).append(page)
    if not refused:
        return None
    for reason, pages in refused.items():
        items = format_html_join("", "<li>{}</li>", ([page.get_admin_display_title()] for page in pages))
        messages.error(request, format_html("{}<ul>{}</ul>", reason, items))
    return redirect(action.next_url)


@hooks.register("before_delete_snippet")
def keep_what_is_referred_to(request: HttpRequest, instances: list) -> HttpResponse | None:
    """Says that something cannot be deleted where the database would refuse and Wagtail does not know it.

    Wagtail asks its index of references alone, which has no rows that were written together, such as the gazetteer's.
    """
    collector = Collector(using=DEFAULT_DB_ALIAS)
    kept = []
    for instance in instances:
        try:
            collector.collect([instance])
        except (ProtectedError, RestrictedError):
            if not is_known_to_be_referred_to(instance):
                kept.append(instance)
    if not kept:
        return None
    for instance in kept:
        text = gettext("%(name)s cannot be deleted: something else refers to it.") % {"name": instance}
        messages.error(request, text)
    return redirect(type(kept[0]).snippet_viewset.get_url_name("list"))


class CityList(IndexView):
    def search_queryset(self, queryset):
        return queryset.find(self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset):
        return queryset if self.is_searching else super().order_queryset(queryset)


class CityRegister(Register):
    model = City
    icon = "site"
    menu_order = 100
    index_view_class = CityList
    chooser_viewset_class = choosers.CityChooser
    list_display = ["name", "division", "country", "population"]
    list_filter = ["country"]
    search_fields = ["name"]
    ordering = "-population"

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("ascii_name")]),
        FieldRowPanel([FieldPanel("name_fr"), FieldPanel("name_es")]),
        FieldPanel("other_names"),
        FieldPanel("country"),
        FieldPanel("division"),
        FieldPanel("population"),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        FieldRowPanel([FieldPanel("time_zone"), FieldPanel("geonames_id")]),
    ]

    def get_edit_handler(self):
        handler = super().get_edit_handler()
        handler.base_form_class = choosers.CityForm
        return handler

    def get_queryset(self, request):
        return City.objects.select_related("country")


class CountryRegister(Register):
    model = Country
    written_once = ("code", "code3")
    icon = "globe"
    menu_order = 110
    chooser_viewset_class = choosers.CountryChooser
    list_display = ["name_en", "code", "income_level", "income_vintage"]
    list_filter = ["income_level"]
    search_fields = ["name_en", "name_fr", "name_es", "code", "code3"]


class OrganisationRegister(Register):
    model = Organisation
    written_once = ("key",)
    icon = "group"
    menu_order = 120
    chooser_viewset_class = choosers.OrganisationChooser
    list_display = ["name", "acronym", "kind", "country", "contributor"]
    list_filter = ["kind", "contributor", "country"]
    search_fields = ["name", "acronym", "key"]

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
        FieldPanel("key"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("contributor")]),
        FieldPanel("country"),
        FieldPanel("website"),
        MultiFieldPanel(
            [FieldPanel("description_en"), FieldPanel("description_fr"), FieldPanel("description_es")],
            heading=_("Description"),
        ),
        MultiFieldPanel([FieldPanel("source_title"), FieldPanel("source_url")], heading=_("Source")),
    ]

    def get_queryset(self, request):
        return Organisation.objects.select_related("country")


class PersonRegister(Register):
    model = Person
    icon = "user"
    menu_order = 130
    chooser_viewset_class = choosers.PersonChooser
    list_display = ["name", "job_title", "organisation", "body"]
    list_filter = ["organisation"]
    search_fields = ["name", "email", "body"]

    def get_queryset(self, request):
        return Person.objects.select_related("organisation")


class MembershipForm(WagtailAdminModelForm):
    """Proposes to confirm what the secretariat enters itself: who empties the field has it wait."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["confirmed_at"] = timezone.now()


class MembershipRegister(Register):
    model = Membership
    icon = "key"
    menu_order = 140
    list_display = ["person", "role", "city", "organisation", DateColumn("confirmed_at", label=_("Confirmed on"))]
    list_filter = ["role"]
    search_fields = ["person__name", "city__name", "organisation__name"]

    def get_queryset(self, request):
        return Membership.objects.select_related("person", "city__country", "organisation")

    def get_edit_handler(self):
        handler = super().get_edit_handler()
        handler.base_form_class = MembershipForm
        return handler


class AskedBy(FieldPanel):
    """Whom to ask back about a missing place; shown alone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "read_only": True})

    def format_value_for_display(self, value):
        return super().format_value_for_display(value) if value else _("Somebody who was not signed in")


class PlaceRequestRegister(Register):
    model = PlaceRequest
    icon = "help"
    menu_order = 150
    list_display = ["name", "division", "country", "kind", "state", DateColumn("created_at", label=_("Asked for on"))]
    list_filter = ["state", "kind", "country"]
    search_fields = ["name", "division"]

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("country"), FieldPanel("division")]),
        FieldPanel("kind"),
        FieldPanel("remark"),
        AskedBy("person"),
        FieldRowPanel([FieldPanel("state"), FieldPanel("city")]),
    ]

    def get_queryset(self, request):
        return PlaceRequest.objects.select_related("country")


for _register in (
    CityRegister,
    CountryRegister,
    OrganisationRegister,
    PersonRegister,
    MembershipRegister,
    PlaceRequestRegister,
):
    register(_register)

message_list.register_list()
