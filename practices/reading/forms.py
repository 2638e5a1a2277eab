"""Forms of reading lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import VisibleText
from practices.models import ReadingList, ReadingListEntry


class NewListForm(VisibleText, forms.ModelForm):
    """The name of a new list."""

    class Meta:
        model = ReadingList
        fields = ["name"]
        labels = {"name": _("Name of a new list")}


class ListForm(VisibleText, forms.ModelForm):
    """A list's name, and whether its shared page says whose it is."""

    class Meta:
        model = ReadingList
        fields = ["name", "shows_owner"]


class RemarkForm(VisibleText, forms.ModelForm):
    """A person's own words about a note on their list."""

    class Meta:
        model = ReadingListEntry
        fields = ["remark"]
