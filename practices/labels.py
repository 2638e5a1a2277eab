"""What the fields and parts of a note are called."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

PART_LABELS = {
    "further_cities": _("Further cities"),
    "building_blocks": _("Building blocks"),
    "functions": _("Functions covered"),
    "partners": _("Partners"),
    "funders": _("Funders"),
    "indicators": _("Indicators"),
    "prerequisites": _("Prerequisites"),
    "adoptions": _("Adoptions"),
    "contacts": _("Contacts"),
    "photos": _("Photos"),
    "documents": _("Documents"),
    "links": _("Links"),
    "sources": _("Sources"),
    "authors": _("Authors"),
    "change_notes": _("Changes"),
}


def label_of(note, name: str) -> str:
    """Gives the name of a field or part as the editor shows it."""
    if name in PART_LABELS:
        return str(PART_LABELS[name])
    return capfirst(str(note._meta.get_field(name).verbose_name))
