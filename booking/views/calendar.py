"""One booking as a calendar file."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

import clock
from booking.access import mine
from booking.ics import invitation


@never_cache
@require_GET
def ics(request: HttpRequest, code: str) -> HttpResponse:
    booking = mine(request, code)
    answer = HttpResponse(invitation(booking, now=clock.now()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{booking.code}.ics"'
    return answer
