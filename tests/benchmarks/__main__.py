"""`make bench`: measures what docs/performance.md sets goals for, each beside its floor, and prints the tables.

    python -m tests.benchmarks [--notes 100000] [--demo FOLDER]

It sets up a demo of its own, measures its pages, adds synthetic notes to a copy of it, and measures the rebuild, the
pages of search and the engine by itself. Nothing of it touches the portal's own database; all is on SQLite, without services.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
#: What would lead the benchmark to somebody's services.
_SERVICES = ("DATABASE_URL", "REDIS_URL", "ELASTICSEARCH_URL", "SEARCH_INDEX_DIR", "SECRET_KEY", "DEBUG")


def run(folder: Path, *arguments: str) -> None:
    """Runs Python with the folder as the portal's VAR_DIR; ends the benchmark where it fails."""
    environment = {name: value for name, value in os.environ.items() if name not in _SERVICES}
    environment |= {"MODE": "demo", "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    # Synthetic notes mean nothing, and to encode 10,000 of them takes half an hour.
    environment["SEARCH_BY_MEANING"] = "off"
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed; what it printed above says why.")


def title(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}\n", flush=True)


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=100_000, help="synthetic notes")
    parser.add_argument(
        "--demo", type=Path, help="VAR_DIR of a demo that is set up, to be copied, in place of a new one"
    )
    options = parser.parse_args()
    load = ", ".join(f"{number:.1f}" for number in os.getloadavg())
    print(f"{os.cpu_count()} CPUs, load before the run {load}", flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        demo, synthetic = Path(temporary) / "demo", Path(temporary) / "synthetic"
        if options.demo:
            shutil.copytree(options.demo, demo)
            run(demo, "manage.py", "migrate", "--no-input", "-v0")
            run(demo, "manage.py", "collectstatic", "--no-input", "-v0")
        else:
            run(demo, "manage.py", "setup_demo")
        title("Pages of the demo's content")
        run(demo, "-m", "tests.benchmarks.pages")
        shutil.copytree(demo, synthetic)
        title(f"{options.notes} synthetic notes beside the demo's")
        run(synthetic, "-m", "tests.benchmarks.synthetic", "--notes", str(options.notes))
        print(flush=True)
        run(synthetic, "-m", "tests.benchmarks.pages", "--synthetic")
        title("The embedded engine by itself")
        run(synthetic, "-m", "tests.benchmarks.embedded", "--notes", str(options.notes))


if __name__ == "__main__":
    main()
