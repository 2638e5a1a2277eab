"""What saved searches and watches contribute to the portal: buttons on pages, and what people can stop in mails."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from portal import messages, panels
from portal.models import City
from practices.models import PublicRecord, Term
from search.following import digests, mails
from search.following.subscriptions import is_stopped, stop, watch_of
from search.models import Frequency
from search.models.subscriptions import USUAL_FREQUENCY

#: What can be chosen beside a button: short, so that both stand in one line of a narrow screen.
FREQUENCIES = (
    (Frequency.AT_ONCE, Frequency.AT_ONCE.label),
    (Frequency.DAILY, Frequency.DAILY.label),
    (Frequency.WEEKLY, _("Once a week")),
)


def account_link(request: HttpRequest, **subject) -> str:
    return render_to_string("search/following/_account.html", {}, request)


def watch_city(request: HttpRequest, city: City, **subject) -> str:
    return _button(request, "city", city.pk, city)


def watch_term(request: HttpRequest, term: Term, **subject) -> str:
    return _button(request, "term", term.pk, term)


def watch_note(request: HttpRequest, record: PublicRecord | None = None, **subject) -> str:
    """A preview and a restricted note have no record, so there is nothing to watch."""
    return _button(request, "note", record.translation_key, record.translation_key) if record else ""


def _button(request: HttpRequest, kind: str, key, target) -> str:
    watch = watch_of(request.user, target) if request.user.is_authenticated else None
    context = {
        "kind": kind,
        "key": key,
        "watch": watch,
        "path": request.get_full_path(),
        "frequencies": FREQUENCIES,
        "usual": USUAL_FREQUENCY,
    }
    return render_to_string("search/following/_watch.html", context, request)


def register_all() -> None:
    messages.register_kind(digests.KIND, _("News of your saved searches and watches"), mails.compose)
    messages.register_scope(digests.SCOPE, stop, is_stopped, mails.describe, "search:subscriptions")
    panels.register("account.links", account_link)
    panels.register("city.actions", watch_city)
    panels.register("term.actions", watch_term)
    panels.register("note.actions", watch_note)
