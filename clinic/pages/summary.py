"""Her summary on two pages, to be printed or kept as PDF by the browser."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from clinic.pages.participant import drawing, read_overview
from clinic.participant.summary import DRAWN, summary
from clinic.visit import Clinic, Visit, render
from clinic.words import clock_time, measure, zone_name


def page(clinic: Clinic, visit: Visit) -> Response:
    """The last 90 days unless the address asks for others. Raises UnknownParticipant."""
    asked = {"period": "90"} | dict(visit.query)
    her, wrong_dates = read_overview(clinic.store, visit.path["participant"], visit.now, asked)
    return render(
        clinic,
        visit,
        "summary.html",
        status=422 if wrong_dates else 200,
        her=her,
        sheet=summary(her),
        chart=drawing(her),
        measures=[measure(name) for name in DRAWN],
        wrong_dates=wrong_dates,
        weeks=her.person.weeks_since_birth(her.today),
        zone=zone_name(her.person.zone),
        local=partial(clock_time, zone=her.zone),
        now=visit.now,
        names=clinic.names(),
    )
