"""What the editor's form of every page checks."""

from django.forms import ValidationError
from wagtail.admin.forms.pages import WagtailAdminPageForm

from portal.addresses import PATH_TAKEN, is_path_taken


class PageForm(WagtailAdminPageForm):
    """Refuses an address that another page has in another language's tree."""

    def clean(self):
        cleaned_data = super().clean()
        slug = self.cleaned_data.get("slug")
        if slug and self.parent_page and is_path_taken(self.parent_page, slug, self.instance.translation_key):
            self.add_error("slug", ValidationError(PATH_TAKEN, code="path_taken"))
        return cleaned_data
