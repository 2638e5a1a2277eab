"""The outbox of the index: what is still to be indexed stands here, written in the transaction that causes it."""

from django.db import models


class IndexEvent(models.Model):
    """A note whose document is to be written or removed; which of both is decided when the event is applied."""

    key = models.UUIDField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.key)
