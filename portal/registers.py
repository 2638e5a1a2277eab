"""The menu "Registers" of the admin, to which every app adds the lists that it keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

MENU_HOOK = "register_registers_menu_item"
registers_menu = Menu(register_hook_name=MENU_HOOK)


def registers_menu_item() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Registers"), registers_menu, name="registers", icon_name="list-ul", order=220)


class WrittenOnceForm(WagtailAdminModelForm):
    """Shows what is written once, when something is added, and changes it never again."""

    written_once: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.written_once if not self.instance._state.adding else ():
            self.fields[name].disabled = True


class Register(SnippetViewSet):
    """A list of the registers; it stands in their menu alone."""

    #: What addresses, files and records know something by.
    written_once: tuple[str, ...] = ()

    menu_item_is_registered = True
    list_per_page = 50
    inspect_view_enabled = False
    copy_view_enabled = False  # A copy would begin with the keys of the other, which are written once.
    search_backend_name = None

    def get_edit_handler(self):
        handler = super().get_edit_handler()
        if self.written_once:
            handler.base_form_class = type("Form", (WrittenOnceForm,), {"written_once": self.written_once})
        return handler


def is_known_to_be_referred_to(instance: models.Model) -> bool:
    """Says whether Wagtail itself, where something is to be deleted, says that it cannot be and shows where it is used."""
    return ReferenceIndex.get_grouped_references_to(instance).is_protected


def register(viewset: type[Register]) -> None:
    """Adds a list to the admin and to the menu of registers; who sees it, the permissions of its model say."""
    register_snippet(viewset)
    registered = viewset.model.snippet_viewset
    hooks.register(MENU_HOOK, lambda: registered.get_menu_item(registered.menu_order))
