"""The list of all notes, for browsing; searching is the search app's.

What it shows is imported where it is asked for, as in practice.py.
"""

from django.utils.translation import gettext_lazy as _

from portal.models import BasePage


class PracticeIndexPage(BasePage):
    """All public notes, newest first, by type and theme."""

    parent_page_types = ["portal.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "practices/practice_index_page.html"

    class Meta:
        verbose_name = _("list of practices")

    def get_context(self, request, *args, **kwargs):
        from practices.views import list_context

        return {**super().get_context(request, *args, **kwargs), **list_context(request)}
