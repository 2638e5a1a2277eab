"""Forms of saved searches and watches."""

from django import forms

from portal.forms import VisibleText
from search.models import Frequency, SavedSearch, Subscription


class FrequencyForm(forms.ModelForm):
    """How often somebody wants to hear."""

    class Meta:
        model = Subscription
        fields = ["frequency"]


class SavedSearchForm(VisibleText, forms.ModelForm):
    """Name and frequency of a saved search."""

    class Meta:
        model = SavedSearch
        fields = ["name", "frequency"]


class WatchForm(forms.Form):
    """What is to be watched: the kind and its key, as the buttons of the pages send them."""

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in ("city", "term", "note")])
    key = forms.CharField(max_length=40)
    frequency = forms.ChoiceField(choices=Frequency, required=False)
