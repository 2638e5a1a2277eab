"""Views of notes, lists and terms."""
