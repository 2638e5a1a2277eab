"""Real faults on real processes; docs/reliability.md keeps the last result."""
