"""What helps while somebody searches: suggestions while typing, "did you mean", names offered as filters."""
