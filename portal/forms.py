"""Forms of the portal itself."""

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.languages import own_name
from portal.models import Person
from portal.text import clean

PASSWORD_HELP = _("At least 10 characters. A few words that only you would put together are good and easy to keep.")


class VisibleText:
    """Takes what nobody can see out of what was typed: it would make a name empty, or turn the text around it.

    For forms whose text stands on a page for others, or is what a link is called.
    """

    def __init__(self, data=None, *args, **kwargs):
        if data is not None:
            data = data.copy()
            for name, values in data.lists():
                data.setlist(name, [clean(value) for value in values])
        super().__init__(data, *args, **kwargs)  # type: ignore[call-arg]


class PlainWords:
    """Labels of allauth's forms in the portal's words; no placeholders, which only repeat them; a password once."""

    LABELS = {
        "login": _("E-mail address"),
        "email": _("E-mail address"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "code": _("Code"),
    }

    fields: dict[str, forms.Field]  # of the form that this is mixed into

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)  # Who mistypes it once can have it reset; nobody has to type it twice.
        for name, field in self.fields.items():
            field.label = self.LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
        if "password1" in self.fields:
            self.fields["password1"].help_text = PASSWORD_HELP


class LoginForm(PlainWords, account_forms.LoginForm):
    pass


class SignupForm(PlainWords, account_forms.SignupForm):
    """Sign-up asks for a name too: it becomes the person behind the account."""

    LABELS = {**PlainWords.LABELS, "password1": _("Password")}
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["name", "email", "password1"]

    def clean_name(self) -> str:
        name = clean(self.cleaned_data["name"]).strip()
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"], code="required")
        return name

    def save(self, request):
        with transaction.atomic():
            user = super().save(request)
            Person.objects.create(user=user, name=self.cleaned_data["name"])
        return user


class AddEmailForm(PlainWords, account_forms.AddEmailForm):
    LABELS = {"email": _("New e-mail address")}


class ChangePasswordForm(PlainWords, account_forms.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, account_forms.SetPasswordForm):
    pass


class ResetPasswordForm(PlainWords, account_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(PlainWords, account_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(PlainWords, account_forms.ReauthenticateForm):
    pass


class AuthenticateForm(PlainWords, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(PlainWords, mfa_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(PlainWords, totp_forms.ActivateTOTPForm):
    LABELS = {"code": _("Code that the app shows")}


class OwnLanguageSelect(forms.Select):
    """Languages by their own names, each marked as its language for who listens to the page."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["lang"] = value
        return option


class PersonForm(VisibleText, forms.ModelForm):
    """What people say about themselves, and the language in which the portal speaks to them."""

    preferred_language = forms.ChoiceField(
        label=_("Preferred language"),
        choices=[(code, own_name(code)) for code in settings.INTERFACE_LANGUAGES],
        widget=OwnLanguageSelect,
        help_text=_("For the pages you see after signing in and the mails we send you"),
    )

    class Meta:
        model = Person
        fields = ["name", "job_title", "body", "email", "phone"]
        help_texts = {
            "email": _(
                "Where colleagues of other cities may write to you; empty is fine. It is not the address you sign in with."
            ),
            "phone": _("With the country code: +265 1 773 144"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "job_title": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def __init__(self, data=None, *, user):
        self.user = user
        super().__init__(
            data,
            instance=Person.objects.filter(user=user).first() or Person(user=user),
            initial={"preferred_language": user.preferred_language},
        )

    def save(self, commit=True):
        with transaction.atomic():
            self.user.preferred_language = self.cleaned_data["preferred_language"]
            self.user.save(update_fields=["preferred_language"])
            return super().save(commit)
