"""Who may read what of a note."""

from portal.models import Membership
from portal.models.accounts import SECRETARIAT_GROUP
from practices.choices import Visibility


def is_secretariat(user) -> bool:
    return user.is_authenticated and (user.is_superuser or user.groups.filter(name=SECRETARIAT_GROUP).exists())


def levels_of(user) -> frozenset[str]:
    """Gives the visibilities that `user` may read: everybody public, peers and the secretariat more."""
    if is_secretariat(user):
        return frozenset(Visibility.values)
    if Membership.objects.all().includes_peer(user):
        return frozenset({Visibility.PUBLIC.value, Visibility.PEERS.value})
    return frozenset({Visibility.PUBLIC.value})


def may_read_page(page, request) -> bool:
    """Says whether the view restrictions of `page` and its ancestors let this request through."""
    return all(restriction.accept_request(request) for restriction in page.get_view_restrictions())
