"""The list in the admin of messages that wait for somebody's decision: refused, or not known whether sent.

It shows when and how a message ended, never its words, nor to whom: a link in it may open an account.
"""

import django_filters
from django.forms import RadioSelect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.views.snippets import IndexView

from portal import delivery
from portal.messages import kind_name, kind_names
from portal.models import Message
from portal.registers import Register, register

DECIDE = "portal.decide_message"
#: The list is called by what it holds, in the menu and on top of it: of other messages it says nothing.
MENU_LABEL = _("Mail that was not sent")


class MessagePolicy(ModelPermissionPolicy):
    """Who may decide sees the list; nobody adds, edits or deletes messages, superusers neither."""

    def user_has_permission(self, user, action):
        return action == "view" and user.has_perm(DECIDE)


class MessageFilters(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=kind_names, empty_label=_("Any"), widget=RadioSelect)

    class Meta:
        model = Message
        fields = ["state", "kind"]


class MessageList(IndexView):
    page_title = MENU_LABEL
    any_permission_required = ["view"]

    def get_base_queryset(self):
        return Message.objects.undecided()


class MessageRegister(Register):
    model = Message
    icon = "mail"
    menu_label = MENU_LABEL
    menu_order = 160
    index_view_class = MessageList
    list_display = [
        "__str__",
        Column("kind", label=_("Kind"), accessor=lambda message: kind_name(message.kind)),
        Column("state", label=_("State"), accessor="get_state_display"),
        "last_error",
        "attempts",
        DateColumn("created_at", label=_("Written on")),
        DateColumn("claimed_at", label=_("Last attempt")),
    ]
    filterset_class = MessageFilters


class Decision(SnippetBulkAction):
    """What is decided for the messages that were chosen in the list."""

    models = [Message]
    template_name = "portal/admin/decide_messages.html"

    def check_perm(self, obj):
        return self.request.user.has_perm(DECIDE) and obj.state in Message.UNDECIDED

    def get_all_objects_in_listing_query(self, parent_id):
        """Gives what the list shows with its filters, on all its pages: the address brings them along."""
        messages = Message.objects.undecided()
        filters = MessageFilters(self.request.GET, messages, request=self.request)
        return (filters.qs if filters.is_valid() else messages).values_list("pk", flat=True)

    def object_context(self, snippet):
        return {"item": snippet}


class SendAgain(Decision):
    display_name = _("Send again")
    aria_label = _("Send the chosen messages again")
    action_type = "send_again"
    action_priority = 10
    explanation = _("A message that had been sent after all arrives a second time.")

    @classmethod
    def execute_action(cls, objects, **kwargs):
        return delivery.send_again(message.pk for message in objects), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext(
            "%(count)d message is sent again.", "%(count)d messages are sent again.", num_parent_objects
        ) % {"count": num_parent_objects}


class Drop(Decision):
    display_name = _("Drop")
    aria_label = _("Drop the chosen messages")
    action_type = "delete"  # In the place of Wagtail's own, which would forget that the cause was told.
    action_priority = 20
    explanation = _("They are not sent again, and their words are erased.")

    @classmethod
    def execute_action(cls, objects, **kwargs):
        return Message.objects.undecided().filter(pk__in=[message.pk for message in objects]).drop(), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        return ngettext(
            "%(count)d message is not sent again.", "%(count)d messages are not sent again.", num_parent_objects
        ) % {"count": num_parent_objects}


def register_list() -> None:
    register_permission_policy(Message, MessagePolicy(Message))
    register(MessageRegister)
    for action in (SendAgain, Drop):
        hooks.register("register_bulk_action", action, order=10)
