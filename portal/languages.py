"""What languages are called."""

from django.utils.text import capfirst
from django.utils.translation import get_language_info


def own_name(code: str) -> str:
    """Gives the name of a language in itself: "Français"."""
    return capfirst(get_language_info(code)["name_local"])
