"""What searches are helped with: names to suggest and words to correct by, all of it taken from the public records.

`search/suggest/tables.py` writes these rows when the outbox is drained, and nothing else does.
"""

from django.db import models


class SuggestedNote(models.Model):
    """What a note has given to the other tables, so that exactly this can be taken back.

    `names` is [[kind, value], ...] for places and terms, `words` {language: [word, ...]}; `version` is the public record's.
    """

    key = models.UUIDField(unique=True)
    version = models.BigIntegerField()
    names = models.JSONField()
    words = models.JSONField()

    def __str__(self) -> str:
        return str(self.key)


class Suggestion(models.Model):
    """A name from one of its words on, folded: "water kiosks", and "kiosks" too.

    `value` is a note's key in hex for notes and building blocks, otherwise the primary key of the place or the term.
    `label` is the name as it is shown; places and terms have theirs, in the reader's language, in their own table.
    """

    class Kind(models.TextChoices):
        CITY = "city"
        COUNTRY = "country"
        TERM = "term"
        NOTE = "note"
        BLOCK = "block"

    class Start(models.IntegerChoices):
        """Where in the name the row begins, or that it is another name than the place's usual one."""

        NAME = 0
        LATER_WORD = 1
        OTHER_NAME = 2

    kind = models.CharField(max_length=7, choices=Kind)
    value = models.CharField(max_length=32)
    language = models.CharField(max_length=12, blank=True)
    start = models.PositiveSmallIntegerField(choices=Start)
    folded = models.CharField(max_length=100)
    label = models.CharField(max_length=255, blank=True)
    #: In how many public notes the name is.
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            # PostgreSQL uses an index for a prefix in this operator class alone; SQLite has none and needs none.
            models.Index(
                fields=["kind", "start", "folded", "language"],
                name="suggestion_finder",
                opclasses=["varchar_pattern_ops", "int2_ops", "varchar_pattern_ops", "varchar_pattern_ops"],
            ),
            models.Index(fields=["kind", "value"], name="suggestion_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.folded}"


class VocabularyWord(models.Model):
    """A word of public notes in small letters, and in how many of them it is; proper names are of no language."""

    word = models.CharField(max_length=30)
    language = models.CharField(max_length=12, blank=True)
    folded = models.CharField(max_length=60, db_index=True)
    notes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="one_row_a_word_and_language")]

    def __str__(self) -> str:
        return f"{self.word} ({self.language})"


class VocabularyState(models.Model):
    """The one row that writers of these tables lock, and that says to readers that words have changed."""

    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.version)
