"""The editor's form of the page of a city, a country or an organisation."""

from django.forms import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.page_forms import PageForm

SECOND_PAGE = _("%(party)s has a page already: %(page)s.")


class PartyForm(PageForm):
    """Refuses a second page for the same party, and gives a new page the address that "New note" would give it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self):
        party = self.cleaned_data.get(self.instance.party_field)
        if party is not None:  # Saving would refuse it too, but what was typed would be lost.
            self.instance.lock_party(party.pk)
        if party is not None and (other := self.instance.other_page_of(party)):
            url = reverse("wagtailadmin_pages:edit", args=[other.pk])
            link = format_html('<a href="{}">{}</a>', url, other.get_admin_display_title())
            # format_html, not params: what is filled in later would no longer count as safe, and the link be escaped.
            text = SECOND_PAGE % {"party": "{party}", "page": "{page}"}
            message = format_html(text, party=party, page=link)
            self.add_error(self.instance.party_field, ValidationError(message, code="second_page"))
        elif party is not None and self.instance._state.adding:
            typed = self.cleaned_data.get("slug")
            if "slug" not in self.errors and typed in ("", None, slugify(self.cleaned_data.get("title", ""))):
                self.cleaned_data["slug"] = self.instance.usual_slug(party)
        return super().clean()
