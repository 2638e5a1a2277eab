"""Reads notes from text files: YAML front matter and Markdown sections. Pure; docs/content.md describes the form."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from portal.text import unwrap
from portal.yaml_files import load_with_marks

_FILE_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z]{2}(?:-[a-z]+)?)\.md")
_SECTION = re.compile(r"^## +(\w+) *$")
_ITEM = re.compile(r"^ *[-*] +", re.MULTILINE)
#: Sections that are lists, an item a line after "- ".
LISTS = ("questions_answered",)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong in a file; `line` counts from 1, 0 where the whole file is meant."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


@dataclass(slots=True)
class NoteFile:
    """A file as read: `facts` is the front matter, `texts` the sections by field, `lines` where each field stands."""

    path: Path
    key: str
    language: str
    facts: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_original(self) -> bool:
        return self.facts.get("original") is True

    def list_of(self, name: str) -> list[Any]:
        """Gives a field that holds a list; empty where the file has none, or something else there."""
        value = self.facts.get(name)
        return value if isinstance(value, list) else []

    def name_of(self, field_of_note: str) -> str:
        """Gives what the file calls a field or row of the note: "cost", and adoptions by their direction."""
        if field_of_note in ("cost_amount", "cost_currency", "cost_year"):
            return "cost"
        if field_of_note.startswith("adoptions["):
            row, taken_over = int(field_of_note[len("adoptions[") : -1]), len(self.list_of("adopted_from"))
            return f"adopted_from[{row}]" if row <= taken_over else f"adopted_by[{row - taken_over}]"
        return field_of_note

    def fault(self, name: str, message: Any) -> None:
        """Notes a fault of a field, "indicators[2]" being the second row of a part."""
        line = self.lines.get(name) or self.lines.get(name.split("[")[0], 0)
        self.faults.append(Fault(self.path.name, line, name, str(message)))


def read(path: Path) -> NoteFile:
    """Reads a file; what cannot be read is a fault of the file, never an exception."""
    match = _FILE_NAME.fullmatch(path.name)
    key, language = match.groups() if match else (path.stem, "")
    note = NoteFile(path, key, language)
    if not match:
        note.fault("", "A file is named KEY.LANGUAGE.md, in lower case: barcelona-unit.en.md")
        return note
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        note.fault("", f"This file cannot be read as UTF-8 text: {error}")
        return note
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    if lines[0].rstrip() != "---" or not end:
        note.fault("", "The file begins with front matter between two lines of “---”.")
        return note
    _read_facts(note, "\n".join(lines[1:end]))
    _read_texts(note, lines[end + 1 :], first_line=end + 2)
    return note


def _read_facts(note: NoteFile, text: str) -> None:
    try:
        tree, facts = load_with_marks(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 1
        note.faults.append(Fault(note.path.name, line, "", f"No valid YAML: {getattr(error, 'problem', error)}"))
        return
    if tree is None or not isinstance(facts, dict):
        note.fault("", "The front matter is a list of “field: value”.")
        return
    note.facts = facts
    for key_node, value_node in tree.value:
        name = key_node.value
        if name in note.lines:
            note.fault(name, "This field stands twice.")
        note.lines[name] = key_node.start_mark.line + 2
        if isinstance(value_node, yaml.SequenceNode):
            for row, item in enumerate(value_node.value, 1):
                note.lines[f"{name}[{row}]"] = item.start_mark.line + 2


def _read_texts(note: NoteFile, lines: list[str], first_line: int) -> None:
    name = ""
    paragraphs: dict[str, list[str]] = {}
    for number, line in enumerate(lines, first_line):
        if match := _SECTION.match(line):
            name = match[1]
            if name in paragraphs:
                note.fault(name, "This section stands twice.")
            paragraphs[name] = []
            note.lines[name] = number
        elif name:
            paragraphs[name].append(line)
        elif line.strip():
            note.faults.append(Fault(note.path.name, number, "", "Text stands before the first “## section”."))
            return
    for name, section in paragraphs.items():
        text = "\n".join(section).strip()
        if name == "narrative":
            note.texts[name] = text
        elif name in LISTS:
            if text and not _ITEM.match(text):
                note.fault(name, "This is a list: each of its lines begins with “- ”.")
            note.texts[name] = "\n".join(unwrap(item) for item in _ITEM.split(text) if item.strip())
        else:
            # A line break inside a paragraph is only a wrapped line.
            note.texts[name] = "\n\n".join(unwrap(part) for part in re.split(r"\n\s*\n", text))
