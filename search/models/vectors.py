"""The vectors of public notes, kept so that nothing is encoded twice: an index can be written anew without the encoder's time."""

from django.db import models


class NoteVectors(models.Model):
    """What the passages of a note mean, made of the texts that `digest` names; goes with the note (`search/outbox.py`)."""

    key = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64)
    #: Half-precision numbers, little-endian, one passage after another.
    vectors = models.BinaryField()

    def __str__(self) -> str:
        return str(self.key)
