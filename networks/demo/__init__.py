"""The demo content: real notes from public sources, and made-up people that are marked as such."""

from pathlib import Path

FOLDER = Path(__file__).parent
NOTES = FOLDER / "notes"
