"""Names of UN M49 regions and subregions (United Nations Statistics Division, standard country or area codes)."""

from django.utils.translation import gettext_lazy as _

REGIONS = {
    "002": _("Africa"),
    "019": _("Americas"),
    "142": _("Asia"),
    "150": _("Europe"),
    "009": _("Oceania"),
}
SUBREGIONS = {
    "015": _("Northern Africa"),
    "202": _("Sub-Saharan Africa"),
    "014": _("Eastern Africa"),
    "017": _("Middle Africa"),
    "018": _("Southern Africa"),
    "011": _("Western Africa"),
    "419": _("Latin America and the Caribbean"),
    "029": _("Caribbean"),
    "013": _("Central America"),
    "005": _("South America"),
    "021": _("Northern America"),
    "143": _("Central Asia"),
    "030": _("Eastern Asia"),
    "035": _("South-eastern Asia"),
    "034": _("Southern Asia"),
    "145": _("Western Asia"),
    "151": _("Eastern Europe"),
    "154": _("Northern Europe"),
    "039": _("Southern Europe"),
    "155": _("Western Europe"),
    "053": _("Australia and New Zealand"),
    "054": _("Melanesia"),
    "057": _("Micronesia"),
    "061": _("Polynesia"),
}
#: The region of each subregion.
REGION_OF = {
    **dict.fromkeys(("015", "202", "014", "017", "018", "011"), "002"),
    **dict.fromkeys(("419", "029", "013", "005", "021"), "019"),
    **dict.fromkeys(("143", "030", "035", "034", "145"), "142"),
    **dict.fromkeys(("151", "154", "039", "155"), "150"),
    **dict.fromkeys(("053", "054", "057", "061"), "009"),
}


def region_name(code: str) -> str:
    """Gives the name of a region or subregion, the code where it has none here."""
    code = code.zfill(3)
    return str(REGIONS.get(code) or SUBREGIONS.get(code) or code)
