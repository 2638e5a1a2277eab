"""Two people at work in the same moment, on PostgreSQL."""

import threading

from django.db import connection


class Editor(threading.Thread):
    """Somebody else, on a connection of their own."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work, self.pid, self.has_read, self.failure = work, None, threading.Event(), None

    def run(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            self.work()
        except Exception as error:
            self.failure = error
        finally:
            connection.close()

    def has_come_far(self):
        """Says whether they have read the note as it was before, wait for this connection, or are done."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = %s", [self.pid or 0])
            waits = cursor.fetchone()[0]
        return waits or self.has_read.is_set() or not self.is_alive()
