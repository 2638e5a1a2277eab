"""The clock of a portal without a broker: one process that runs what Celery beat and a worker would."""

import logging
import os
import signal
import threading
from datetime import datetime, timedelta

from celery.schedules import crontab, maybe_schedule
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from portal.celery import app

logger = logging.getLogger("portal.scheduler")

TICK_SECONDS = 1.0


class Entry:
    """One line of CELERY_BEAT_SCHEDULE, and when it last ran."""

    def __init__(self, name: str, entry: dict, now: datetime):
        self.name = name
        self.task = entry["task"]
        self.args = entry.get("args", ())
        self.kwargs = entry.get("kwargs", {})
        self.schedule = maybe_schedule(entry["schedule"], app=app)
        # What runs every so many seconds starts at once and so catches up; what has a time of day waits for it.
        self.last_run = now if isinstance(self.schedule, crontab) else now - timedelta(days=1)

    def is_due(self) -> bool:
        return self.schedule.is_due(self.last_run).is_due

    def run(self) -> None:
        """Runs the task here; one that fails is logged, and runs again when it is next due."""
        self.last_run = app.now()
        close_old_connections()
        try:
            app.tasks[self.task].apply(args=self.args, kwargs=self.kwargs, throw=True)
        except Exception:  # Whatever a task raises, the others must go on.
            logger.exception("Scheduled work failed: %s (%s)", self.name, self.task)
        finally:
            close_old_connections()


class Command(BaseCommand):
    help = "Runs the scheduled work in this process until it is told to stop (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser):
        parser.add_argument(
            "--end-with-parent", action="store_true", help="Stop also when the process that started this one is gone."
        )

    def handle(self, *args, **options):
        stop = threading.Event()
        for signum in (signal.SIGTERM, signal.SIGINT):
            signal.signal(signum, lambda *_: stop.set())
        app.loader.import_default_modules()
        parent = os.getppid()
        now = app.now()
        entries = [Entry(name, entry, now) for name, entry in settings.CELERY_BEAT_SCHEDULE.items()]
        logger.info("The scheduler runs %d kinds of work.", len(entries))
        while not stop.wait(TICK_SECONDS):
            if options["end_with_parent"] and os.getppid() != parent:
                break
            for entry in entries:
                if entry.is_due() and not stop.is_set():
                    entry.run()
        logger.info("The scheduler stopped.")
