"""The lists of expressions that mean the same, which the secretariat edits."""

import logging
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import lazy
from django.utils.text import Truncator, capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from portal import public_state
from search.synonyms import MAX_EXPRESSIONS, MAX_RULES, MAX_WORDS, RuleError, Synonyms, faults_of, read_synonyms

logger = logging.getLogger(__name__)
FILES = Path(__file__).parent.parent / "data" / "synonyms"
ALL = "all"
#: How many bad lines of a list are said at a time.
MOST_FAULTS = 10
#: What is wrong with a line, by the reason of RuleError.
REASONS = {
    "alone": _("Line %(line)s has one expression alone. Give at least two, with a comma between."),
    "arrow": _("Line %(line)s has more than one arrow (=>)."),
    "empty": _("Line %(line)s has an expression without a word. Is there a comma too many?"),
    "signs": _(
        "Line %(line)s has a quotation mark, a star, or an expression that begins with a minus. Leave these signs out."
    ),
    "long": _("Line %(line)s has an expression of more than %(words)s words."),
    "many": _("Line %(line)s has more than %(expressions)s expressions. Make two rules of it."),
    "rules": _("Line %(line)s is one rule too many: a list holds at most %(rules)s."),
}


def _named(code: str) -> str:
    return capfirst(get_language_info(code)["name_translated"])


def reader_languages() -> list[tuple[str, object]]:
    """Gives the codes and names of whom a list may be for."""
    named = lazy(_named, str)
    return [(ALL, _("All languages")), *((code, named(code)) for code in settings.INTERFACE_LANGUAGES)]


def check_rules(text: str) -> None:
    """Raises ValidationError where lines are no rules: with the number, and what stands there, of each of the first ones."""
    limits = {"words": MAX_WORDS, "expressions": MAX_EXPRESSIONS, "rules": MAX_RULES}
    lines = text.splitlines()
    said = []
    for fault in faults_of(text)[:MOST_FAULTS]:
        reason = REASONS[fault.reason] % {"line": fault.line, **limits}
        # Nobody counts lines in a field that has no numbers.
        line = _("“%(text)s”") % {"text": Truncator(lines[fault.line - 1].strip()).chars(60)}
        said.append(f"{reason} {line}")
    if said:
        raise ValidationError(said)


class SynonymListManager(models.Manager["SynonymList"]):
    def for_reader(self, language: str) -> Synonyms:
        """Gives the synonyms for a reader of a language: those for all languages, and those for theirs."""
        rows = self.filter(language__in=(ALL, language)).order_by("language").values_list("rules", flat=True)
        lists = public_state.remembered(f"synonyms:{language}", lambda: tuple(rows))
        try:
            return read_synonyms(lists, language)
        except (
            RuleError
        ) as error:  # Written past the admin, which refuses it: a search is better without than not at all.
            logger.error("The synonyms for readers of %s are not used: %s", language, error)
            return Synonyms((), language)

    def load(self, folder: Path = FILES) -> int:
        """Makes the lists that are not there yet of the files that come with the portal; gives their number."""
        there = set(self.values_list("language", flat=True))
        missing = [path for path in sorted(folder.glob("*.txt")) if path.stem not in there]
        made = self.bulk_create(self.model(language=path.stem, rules=path.read_text("utf-8")) for path in missing)
        public_state.changed()  # Rows that are made together tell nobody.
        return len(made)


class SynonymList(models.Model):
    """The rules for readers of one interface language, or for all of them, one a line (`search/synonyms.py`)."""

    language = models.CharField(_("for readers of"), max_length=10, unique=True, choices=reader_languages)
    rules = models.TextField(
        _("rules"),
        blank=True,
        validators=[check_rules],
        help_text=_(
            "One rule a line. “slum, favela, informal settlement”: who searches one finds the others too. "
            "“CDS => city development strategy”: works from left to right alone. A single word is known in singular and "
            "plural by itself; of several words, give both forms. A line that begins with # is a remark. Changes count "
            "from the next search on."
        ),
    )

    objects = SynonymListManager()

    class Meta:
        verbose_name = _("list of synonyms")
        verbose_name_plural = _("lists of synonyms")
        ordering = ["language"]

    def __str__(self) -> str:
        return str(self.get_language_display())
