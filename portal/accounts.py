"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import translation


class AccountAdapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix, email, context):
        """Sends in the language of the person, not of the request."""
        user = context.get("user")
        with translation.override(getattr(user, "preferred_language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def save_user(self, request, user, form, commit=True):
        user.preferred_language = translation.get_language()
        return super().save_user(request, user, form, commit)
