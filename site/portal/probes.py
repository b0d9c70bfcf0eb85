"""What the operator's monitoring asks: is the process alive, can it serve, is the work being done."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from core import clock, jobs, routes
from core.models import Pulse


@routes.probe
def live(request: HttpRequest) -> HttpResponse:
    """Answer while the process runs."""
    return HttpResponse("ok", content_type="text/plain")


@routes.probe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database does, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@routes.probe
def health(request: HttpRequest) -> JsonResponse:
    """Tell how late each sweep is; 503 once one missed three of its turns."""
    now = clock.now()
    pulses = {pulse.sweep: pulse for pulse in Pulse.objects.all()}
    report = {}
    for sweep in jobs.sweeps().values():
        pulse = pulses.get(sweep.name)
        age = (now - pulse.ran_at) if pulse else None
        is_late = sweep.is_late(pulse.ran_at if pulse else None, now)
        report[sweep.name] = {"age_s": int(age.total_seconds()) if age else None, "late": is_late}
    is_well = not any(each["late"] for each in report.values())
    return JsonResponse({"ok": is_well, "sweeps": report}, status=200 if is_well else 503)
