"""How allauth behaves here: languages, addresses and words of the account pages, and who a new account is."""

import io
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from portal.addresses import address, full_address
from portal.models import Message


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _("This e-mail address and password do not belong together. Check both."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
    }

    def send_mail(self, template_prefix, email, context):
        """Sends in the language of the person, not of the request, and with links to the portal's own address.

        allauth makes them of the host that was asked, which whoever asks for somebody else's new password may choose.
        """
        links = {
            name: full_address(urlsplit(value)._replace(scheme="", netloc="").geturl())
            for name, value in context.items()
            if name.endswith("_url")
        }
        context = {**context, **links}
        user = context.get("user")
        with translation.override(getattr(user, "preferred_language", None) or translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def render_mail(self, template_prefix, email, context, headers=None):
        mail = super().render_mail(template_prefix, email, context, headers)
        mail.kind = Message.ACCOUNT
        values = {"text": mail.body, "subject": mail.subject, "language": translation.get_language()}
        mail.attach_alternative(render_to_string("messages/from_text.html", values), "text/html")
        return mail

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        # allauth leaves the user out of these mails; send_mail needs it for the language.
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)

    def save_user(self, request, user, form, commit=True):
        user.preferred_language = translation.get_language()
        return super().save_user(request, user, form, commit)

    def post_login(self, request, user, **kwargs):
        """Remembers the person's language for addresses that name none, such as "/" and "/admin/"."""
        return remember_language(super().post_login(request, user, **kwargs), user.preferred_language)

    def get_login_redirect_url(self, request) -> str:
        return address("", request.user.preferred_language)

    def get_signup_redirect_url(self, request) -> str:
        return self.get_login_redirect_url(request)

    def get_logout_redirect_url(self, request) -> str:
        return address("", translation.get_language())

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("account_page")


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is wrong or too old."),
        "unverified_email": _("Verify your e-mail address first."),
    }

    def build_totp_svg(self, url: str) -> str:
        """The picture for the app on white of its own: allauth's lets the page show through, dark in a dark scheme."""
        picture = io.BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()


def remember_language(response, language: str):
    """Gives `response` with the cookie by which Django chooses the language of addresses without one."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response
