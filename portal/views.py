"""Views of the portal itself: health, and (in the demo alone) the mail that was not sent."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse

from portal import health


def healthz(request):
    """Answers as long as the process does."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request):
    """Fails on the database alone; what delays discovery or mail only degrades."""
    state = {"database": "ok", "cache": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        state["database"] = "down"
    try:
        cache.get("readyz")
    except Exception:  # Any failure of the cache's client means the same: Redis is gone, and pages go on without it.
        state["cache"] = "degraded"
    if state["database"] == "ok":
        state |= health.report()
    return JsonResponse(state, status=503 if state["database"] == "down" else 200)
