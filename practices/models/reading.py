"""Reading lists: notes that a person keeps, for themselves or to show others by a secret link."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReadingList(models.Model):
    """A person's list. With a `token` anybody who knows its address may read it; the owner's name only if they wish."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reading_lists")
    name = models.CharField(_("name"), max_length=100)
    token = models.CharField(max_length=32, null=True, unique=True, editable=False)  # noqa: DJ001  (unique where it is there)
    shows_owner = models.BooleanField(_("Show my name on the shared page"), default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.name


class ReadingListEntry(models.Model):
    """A note on a list, by its translation key: it is shown in the reader's language, and while it is public."""

    reading_list = models.ForeignKey(ReadingList, models.CASCADE, related_name="entries")
    note = models.UUIDField()
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["reading_list", "note"], name="one_entry_a_note")]

    def __str__(self) -> str:
        return str(self.note)
