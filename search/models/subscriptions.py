"""What people want to hear of: saved searches and watches, and what they were told already.

A person is told of a new note once (`ToldNote`), whichever of their subscriptions find it; a watched note is told of by
what has changed (`Watch.known`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models.accounts import INTERFACE_LANGUAGE_CHOICES


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week, on Mondays")
    NEVER = "never", _("No mail, only keep it")


#: How often somebody hears who does not choose.
USUAL_FREQUENCY = Frequency.WEEKLY


class Subscription(models.Model):
    """What saved searches and watches have in common; each row is one of either.

    `looked_at` is the time up to which what is new has been told: what the index took later comes with the next digest.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="subscriptions")
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency, default=USUAL_FREQUENCY)
    language = models.CharField(max_length=2, choices=INTERFACE_LANGUAGE_CHOICES)
    created_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["frequency", "looked_at"], name="subscriptions_due")]

    def __str__(self) -> str:
        return f"{self.get_frequency_display()} ({self.pk})"


class SavedSearch(Subscription):
    """A search as an address keeps it: `address` is what stands behind the question mark, without order and page."""

    #: What the address of a search has room for.
    MAX_ADDRESS = 4_000

    name = models.CharField(_("name"), max_length=100)
    address = models.TextField(max_length=MAX_ADDRESS)
    #: Whether it was content with some of the words when it was saved, as its page then was.
    is_loose = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Watch(Subscription):
    """A city, a term or a note that somebody watches: new notes of the first two, changes of the last.

    `known` is what was told of a note (`search/following/changes.py`), and empty for the others.
    """

    city = models.ForeignKey("portal.City", models.CASCADE, null=True, related_name="+")
    term = models.ForeignKey("practices.Term", models.CASCADE, null=True, related_name="+")
    note = models.UUIDField(null=True)
    known = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="watches_one_thing",
                condition=Q(city__isnull=False, term__isnull=True, note__isnull=True)
                | Q(city__isnull=True, term__isnull=False, note__isnull=True)
                | Q(city__isnull=True, term__isnull=True, note__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.city or self.term or self.note)


class ToldNote(models.Model):
    """A note that a subscription's owner has been told of by mail, or could see when the subscription was made.

    What a mail told holds for all subscriptions of the person. What could be seen does not: it was one of many, perhaps.
    """

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="told")
    key = models.UUIDField()
    by_mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "key"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.key}"


class NewsItem(models.Model):
    """When a note became public for the first time, and when its public record was last written.

    It outlives the record: a note that is withdrawn and published again is no news. `is_pending` until those who want
    to hear at once have been told.
    """

    key = models.UUIDField(primary_key=True)
    first_public_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)
    is_pending = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="news_pending", condition=Q(is_pending=True))]

    def __str__(self) -> str:
        return str(self.key)
