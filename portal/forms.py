"""Forms of the portal itself."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.models import Person


class SignupForm(AllauthSignupForm):
    """Sign-up asks for a name too: it becomes the person behind the account."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    field_order = ["name", "email", "password1"]

    def save(self, request):
        user = super().save(request)
        if user:  # allauth gives none where the address is taken, so that nobody learns whose it is
            Person.objects.get_or_create(user=user, defaults={"name": self.cleaned_data["name"]})
        return user
