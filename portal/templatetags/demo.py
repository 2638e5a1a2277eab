"""What a visitor of the demo is told."""

from django import template
from django.conf import settings

from portal.demo import DEMO_ACCOUNTS, DEMO_PASSWORD

register = template.Library()


@register.inclusion_tag("components/demo_accounts.html")
def demo_accounts() -> dict:
    """{% demo_accounts %}: the accounts that anybody may use, in the demo alone."""
    return {"is_demo": settings.DEMO, "emails": list(DEMO_ACCOUNTS), "password": DEMO_PASSWORD}
