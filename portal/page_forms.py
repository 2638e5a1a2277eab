"""What the editor's form of every page checks."""

from django.forms import ValidationError
from wagtail.admin.forms.pages import WagtailAdminPageForm

from portal.addresses import path_refusal


class PageForm(WagtailAdminPageForm):
    """Refuses an address that a view has, or another page in another language's tree."""

    def clean(self):
        cleaned_data = super().clean()
        slug = self.cleaned_data.get("slug")
        if slug and self.parent_page:
            refusal = path_refusal(self.parent_page, slug, self.instance.translation_key)
            if refusal:
                self.add_error("slug", ValidationError(refusal, code="path_taken"))
        return cleaned_data
