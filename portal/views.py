"""Views of the portal itself: health, accounts, what machines read, and (in the demo alone) the mail that was not sent."""

import sys
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.sitemaps import views as sitemap_views
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import loader
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.static import serve
from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.url_routing import RouteResult
from wagtail.views import serve as serve_page

from portal import demo_mail, health, sitemaps
from portal.accounts import remember_language
from portal.addresses import address_of, find_page, full_address
from portal.forms import PersonForm
from portal.messages import stopped_kinds
from portal.returning import own_address


def healthz(request):
    """Answers as long as the process does."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    """Fails on the database alone; what delays discovery or mail only degrades."""
    state = {"database": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        state["database"] = "down"
    if state["database"] == "ok":
        state |= health.report()
    return JsonResponse(state, status=503 if state["database"] == "down" else 200)


def page(request, path):
    """Serves the page at `path` below home, from this language's tree or another: nobody falls out of their language.

    Wagtail would ask for the site, the language and the home page first, in four queries; all trees are known here.
    """
    language = translation.get_language()
    found, elsewhere = find_page(path.split("/")[:-1], language)
    if found is None:
        raise Http404
    if elsewhere:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(address_of(found, language) + (f"?{query}" if query else ""))
    request._wagtail_route_for_request = RouteResult(found)  # Where Wagtail keeps its own answer.
    return serve_page(request, path)


#: PostgreSQL's words for it: serialization failure, deadlock, lock not available.
BUSY_STATES = ("40001", "40P01", "55P03")
#: And for a server that cannot be asked: the classes of connections and of resources, shutdowns and starts.
AWAY_STATES = ("08", "53", "57P")


def server_error(request):
    """Tells a portal that is busy, or whose database is away for a moment, from one that is broken.

    Django calls it where nothing else has caught an exception.
    """
    exception = sys.exc_info()[1]
    template = None
    if isinstance(exception, (OperationalError, InterfaceError)):
        # Where no connection came about, or it broke, there is no state: nobody was there to say one.
        state = getattr(exception.__cause__, "sqlstate", None) or ""
        if "locked" in str(exception) or state in BUSY_STATES:
            template = "busy.html"
        elif state.startswith(AWAY_STATES) or (connection.vendor == "postgresql" and not state):
            template = "away.html"
    if template is None:
        return defaults.server_error(request)
    response = HttpResponse(loader.render_to_string(template), status=503)
    response["Retry-After"] = "60"
    return response


def csrf_failure(request, reason=""):
    """A form that was open for too long, or came from elsewhere; Django's own page knows no frame of ours."""
    return TemplateResponse(request, "403_csrf.html", status=403).render()


@never_cache
def admin_login(request):
    """Leads from the admin to the portal's own sign-in; who is signed in and came here may not enter."""
    wanted = own_address(request, request.GET.get("next", ""), otherwise=reverse("wagtailadmin_home"))
    if not request.user.is_authenticated:
        return redirect_to_login(wanted, reverse("account_login"))
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return HttpResponseRedirect(wanted)


@login_required
def account(request):
    """What a person says about themselves; memberships are shown and confirmed by the secretariat."""
    form = PersonForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        language = request.user.preferred_language
        with translation.override(language):
            messages.success(request, _("Your details are saved."))
            return remember_language(HttpResponseRedirect(reverse("account_page")), language)
    memberships = form.instance.memberships.select_related("city__country", "organisation") if form.instance.pk else ()
    context = {"form": form, "memberships": memberships, "stopped": stopped_kinds(request.user)}
    return TemplateResponse(request, "account/account.html", context)


def demo_only(view):
    """Outside the demo there is no such page; in it, it is for who is signed in."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return login_required(view)(request, *args, **kwargs)

    return guarded


@demo_only
def demo_mails(request):
    """The mails that the demo wrote instead of sending them."""
    return TemplateResponse(request, "portal/demo_mails.html", {"mails": demo_mail.mails(settings.EMAIL_FILE_PATH)})


@demo_only
def demo_mail_page(request, key: str):
    """One of these mails."""
    mail = demo_mail.mail(settings.EMAIL_FILE_PATH, key)
    if mail is None:
        raise Http404
    return TemplateResponse(request, "portal/demo_mail.html", {"mail": mail})


def robots(request):
    return HttpResponse(
        f"User-agent: *\nDisallow: /admin/\nAllow: /\n\nSitemap: {full_address('/sitemap.xml')}\n",
        content_type="text/plain",
    )


def sitemap(request):
    """One file while everything fits, beyond that an index of a file for each kind of page."""
    kinds = sitemaps.registered()
    if all(kind.paginator.num_pages == 1 for kind in kinds.values()):
        return sitemap_views.sitemap(request, kinds)
    return sitemap_views.index(request, kinds, sitemap_url_name="sitemap_section")


def sitemap_section(request, section: str):
    return sitemap_views.sitemap(request, sitemaps.registered(), section)


def picture(request, path):
    """Serves a picture in the size that a page shows, unless an app objects; originals have no address of this kind."""
    shown = (
        get_image_model().get_rendition_model().objects.filter(file=f"images/{path}").select_related("image").first()
    )
    if shown is None:
        raise Http404
    for object_to in hooks.get_hooks("before_serve_picture"):
        object_to(shown.image, request)
    return serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / "images"))
