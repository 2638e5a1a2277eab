"""Where a button leads back to: a page of the portal, and for who is signed out the sign-in before."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST


def own_address(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """Gives the address that a request names if it leads to this portal, else another one."""
    is_own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_own else otherwise


def form_of_member(page: Callable[..., str]) -> Callable:
    """Decorates a view that takes what a button of a member's sends, and shows nothing.

    Who was signed out meanwhile comes to the sign-in, and from there to `page(request, ...)`, given what the view is
    given: `login_required` would lead back to the view's own address, at which a reader finds nothing.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def for_members(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(page(request, *args, **kwargs))
            return view(request, *args, **kwargs)

        return require_POST(for_members)

    return decorate
