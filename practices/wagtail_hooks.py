"""The admin's side of notes: publishing that refuses with reasons, the state of a note, terms, and the list of notes."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import include, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.delete import DeleteBulkAction
from wagtail.models import Page

from portal.choosers import NameForm, chooser
from portal.registers import Register, is_known_to_be_referred_to, register
from practices import editor_panels, records
from practices.files import may_read
from practices.models import PracticePage, Term
from practices.note_list import NoteListing


@hooks.register("before_publish_page")
def refuse_with_reasons(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Leaves a note with problems a draft, which Wagtail has saved by now, and says by field what is to be done."""
    if not isinstance(page, PracticePage) or page.is_translation:
        return None
    page.settle_place()
    if not editor_panels.problems_by_field(page):
        return None
    messages.error(request, editor_panels.refusal(page))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    """Publishes none of many pages while a note among them has problems or has expired, and names those notes."""
    if action_type != "publish" or not all(isinstance(page, Page) for page in objects):
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants().not_live()]
    lines = []
    for page in pages:
        note = page.get_latest_revision_as_object()
        if not isinstance(note, PracticePage):
            continue
        note.settle_place()
        if editor_panels.problems_by_field(note):
            lines.append([editor_panels.labelled(note.title, editor_panels.refusal(note))])
        elif note.expire_at and note.expire_at < timezone.now():  # The editor's form refuses this; here there is none.
            lines.append(
                [editor_panels.labelled(note.title, gettext("Its day of expiry has passed: change it first."))]
            )
    if not lines:
        return None
    items = format_html_join("", "<li>{}</li>", lines)
    messages.error(request, format_html("{}<ul>{}</ul>", gettext("Nothing was published."), items))
    return redirect(action.next_url)


@hooks.register("before_copy_page")
def refuse_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Copies originals alone, and never as aliases: a note's facts and public record stand with its original."""
    if not issubclass(page.specific_class, PracticePage):
        return None
    if page.specific.is_translation:
        messages.error(request, gettext("A translation has no facts of its own: copy the original."))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    if request.POST.get("alias"):
        messages.error(
            request, gettext("A note cannot stand in two places: name the other cities as further cities instead.")
        )
        return redirect("wagtailadmin_pages:copy", page.pk)
    return None


@hooks.register("before_delete_page")
def say_what_goes_too(request: HttpRequest, page: Page) -> None:
    """Says on the page that asks whether to delete an original that its translations go with it."""
    if request.method != "GET" or not isinstance(page, PracticePage) or not page.is_original:
        return
    if languages := _languages_deleted_too(page):
        messages.warning(
            request, gettext("Its translations are deleted as well: %(languages)s.") % {"languages": languages}
        )


def _languages_deleted_too(original: PracticePage) -> str:
    _original, translations = records.pages_of(original.translation_key)
    return ", ".join(str(translation.locale.get_display_name()) for translation in translations)


@hooks.register("register_bulk_action", order=1)  # After Wagtail's own, whose place it takes.
class DeleteNotes(DeleteBulkAction):
    """Says on the page that asks whether to delete many pages which translations go with them."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        for item in context["items"]:
            note = item["item"].specific
            if isinstance(note, PracticePage) and note.is_original and (languages := _languages_deleted_too(note)):
                text = gettext("Its translations are deleted as well: %(languages)s.") % {"languages": languages}
                messages.warning(self.request, editor_panels.labelled(note.title, text))
        return context


@hooks.register("construct_page_action_menu")
def keep_translations(menu_items: list, request: HttpRequest, context: dict) -> None:
    """A note is never copied into a tree where nobody translated it: readers fall back to the original by themselves."""
    if isinstance(context.get("page"), PracticePage):
        menu_items[:] = [item for item in menu_items if item.name != "localize-convert-to-alias"]


def state(request: HttpRequest, page_id: int) -> HttpResponse:
    """The state of a note's latest draft, for the panel on top of its editor."""
    page = get_object_or_404(Page, pk=page_id, content_type__in=_types())
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return render(request, "practices/admin/state.html", editor_panels.state_of(page.get_latest_revision_as_object()))


def _types():
    from django.contrib.contenttypes.models import ContentType

    from practices.models import PRACTICE_MODELS

    return list(ContentType.objects.get_for_models(*PRACTICE_MODELS.values()).values())


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    urls = [path("<int:page_id>/state/", state, name="state")]
    return [path("note/", include((urls, "practices_admin")))]


@hooks.register("register_admin_viewset")
def note_listing() -> NoteListing:
    return NoteListing("notes", url_prefix="notes")


@hooks.register("before_serve_document")
@hooks.register("before_serve_picture")
def keep_private(file, request: HttpRequest) -> None:
    """There is no such file for those who may open no page that shows it; the portal asks for pictures, Wagtail for documents."""
    if not may_read(file, request):
        raise Http404


@hooks.register("before_delete_snippet")
def keep_terms_in_use(request: HttpRequest, instances: list) -> HttpResponse | None:
    """Deletes no term that public notes carry, which would lose it without a word, and no family with its terms."""
    terms = [term for term in instances if isinstance(term, Term)]
    used = [term for term in terms if term.is_in_use and not is_known_to_be_referred_to(term)]
    for term in used:
        text = gettext("%(name)s cannot be deleted: public notes carry it, or it has terms of its own.")
        messages.error(request, text % {"name": term})
    return redirect("wagtailsnippets_practices_term:list") if used else None


class TermNameForm(NameForm):
    columns = ("name_en", "name_fr", "name_es", "key")


class TermRegister(Register):
    model = Term
    written_once = ("vocabulary", "key")
    icon = "tag"
    menu_order = 160
    chooser_viewset_class = chooser(
        TermNameForm, "tag", "key", (_("Choose a term"), _("Choose another term"), _("Edit this term"))
    )
    list_display = ["__str__", "vocabulary", "key", "parent"]
    list_filter = ["vocabulary"]
    search_fields = ["name_en", "name_fr", "name_es", "key"]

    def get_queryset(self, request):
        return Term.objects.select_related("parent")


register(TermRegister)
