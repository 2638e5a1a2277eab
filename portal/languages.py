"""What languages are called."""

from django.utils.translation import get_language_info


def own_name(code: str) -> str:
    """Gives the name of a language in itself: "Français"."""
    return get_language_info(code)["name_local"].capitalize()
