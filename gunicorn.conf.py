"""How the web server runs: gunicorn reads this file by itself wherever it is started from the portal's folder.

A command line may say otherwise, as `make serve` and the benchmarks do. The application is read and warmed once, before
workers are forked from it, and they share what it takes (docs/decisions/0015-one-application-before-the-fork.md).
"""

import gc
import os
import sys
from pathlib import Path

from portal.environment import Environment

env = Environment(Path(__file__).parent / ".env")

wsgi_app = "portal.wsgi"
# The address is gunicorn's own choice: all of the machine's where PORT is set, as in the image, else loopback.
worker_class = "gthread"
workers = env.whole("WEB_WORKERS", 3, least=1)
threads = env.whole("WEB_THREADS", 4, least=1)
if env.faults:
    sys.exit("The portal does not start: " + "; ".join(env.faults) + ". See .env.example.")
max_requests, max_requests_jitter = 5_000, 500
graceful_timeout = 20
# In memory where it can be: the workers' heartbeat must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (gunicorn makes files that nobody else may read)
# Many filters, and words of a script with long codes, fit; for longer addresses the portal has words of its own, gunicorn has not.
limit_request_line = 8_190
control_socket_disable = True
# Libraries of macOS do not survive a fork: each worker reads all for itself there.
preload_app = sys.platform == "linux"

# numpy's threads would not survive a fork. Its products wait for memory, so that a second thread costs more CPU than it gains.
os.environ["OPENBLAS_NUM_THREADS"] = "1"


def on_starting(server):
    """Before the fork: what is read now, workers share, as long as nobody writes to it, the garbage collector included."""
    if preload_app:
        from portal import warming

        warming.read_shared()
        gc.collect()
        gc.freeze()


def post_worker_init(worker):
    """In each worker, before it takes requests."""
    from portal import warming

    warming.warm_worker(worker.wsgi)
