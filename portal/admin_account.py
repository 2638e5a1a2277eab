"""A person's own page in the admin: picture, language of the editor, time zone, looks."""

from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel


class OptionalNames(NameEmailForm):
    """Names for the editor's history alone: who made their account on the site has none, and may go without."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = False


class NamePanel(NameEmailSettingsPanel):
    form_class = OptionalNames


class AdminAccountView(AccountView):
    """Wagtail's, which saves nothing at all while a name is missing."""

    def get_panels(self):
        return [
            NamePanel(panel.request, panel.user, panel.profile) if isinstance(panel, NameEmailSettingsPanel) else panel
            for panel in super().get_panels()
        ]
