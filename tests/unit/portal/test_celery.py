"""Tasks where there is no broker."""

import os
import subprocess
import sys

NOTHING = """
import django
django.setup()
from portal.celery import app

@app.task
def nothing():
    print("done")

nothing.delay()
"""


def test_a_task_runs_in_the_process_and_nobody_is_warned_of_anything(tmp_path):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "REDIS_URL": "",
        "VAR_DIR": str(tmp_path),
    }
    run = subprocess.run(
        [sys.executable, "-c", NOTHING], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "done\n", "")
