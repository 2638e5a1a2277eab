"""What the secretariat keeps of search in the admin."""

from portal.registers import Register, register
from search.models import SynonymList


class SynonymListRegister(Register):
    model = SynonymList
    icon = "list-ul"
    menu_order = 170
    list_display = ["__str__"]
    ordering = "language"


register(SynonymListRegister)
