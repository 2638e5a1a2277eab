"""Tables in Markdown, as docs/performance.md keeps them, and figures that a later table needs of an earlier run.

Each table is printed when it is measured, and written into the folder that BENCH_REPORT names, if any: `make bench`
prints them all once more at its end.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from pathlib import Path

Cell = str | int | float | None


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]], remark: str = "") -> None:
    """Prints a table; a float gets two digits, None stays empty."""
    lines = [[title, *head], *([_text(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    table = "\n".join(
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines
    )
    text = "\n".join(filter(None, [table, remark and f"\n{remark}"]))
    print(f"\n{text}\n", flush=True)
    _keep("tables.md", f"\n{text}\n")


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:,.2f}" if abs(cell) < 1000 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def most(value: float, goal: float) -> str:
    """Gives a figure that must not lie above its goal."""
    return _text(float(value)) + (", missed" if value > goal else "")


def least(value: float, goal: float) -> str:
    """Gives a figure that must not lie below its goal."""
    return _text(float(value)) + (", missed" if value < goal else "")


def percentile(values: Sequence[float], share: float) -> float:
    """Gives the value that `share` of all do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def record(**figures: float | str) -> None:
    """Keeps figures for a table that compares runs."""
    _keep("figures.jsonl", json.dumps(figures) + "\n")


def recorded(folder: Path) -> list[dict]:
    """Gives what was recorded, in its order."""
    path = folder / "figures.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def _keep(name: str, text: str) -> None:
    if folder := os.environ.get("BENCH_REPORT"):
        with (Path(folder) / name).open("a") as file:
            file.write(text)
