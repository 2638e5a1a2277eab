"""The outbox of the index: what is still to be indexed stands here, written in the transaction that causes it."""

from django.db import models


class IndexEvent(models.Model):
    """A note whose document is to be written or removed; which of both is decided when the event is applied."""

    key = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)
    #: Whether what needs no cluster has the change already: the suggestions, and the reserve where there is one.
    followed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="index_event_not_followed", condition=models.Q(followed=False))]

    def __str__(self) -> str:
        return str(self.key)
