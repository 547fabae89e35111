"""The service overview: how many take part, answer and stay, and how soon alerts are taken on."""

from __future__ import annotations

from starlette.responses import Response

from clinic.said import visible
from clinic.service.disclosure import SMALL
from clinic.service.figures import ALERT_TIERS, PERIODS, percent, service, target
from clinic.service.retention_chart import retention_chart
from clinic.visit import Clinic, Visit, render
from clinic.words import TIERS
from policies.monitoring.escalation_steps import load_steps

LONGEST_SHOWN = 20  # characters of a period that the address asks for and the page doesn't know


def overview(clinic: Clinic, visit: Visit) -> Response:
    asked = visit.query.get("weeks") or str(PERIODS[0])
    weeks = next((each for each in PERIODS if str(each) == asked), None)
    people = [her.standing.participant for her in clinic.standings.ranked(visit.now)]
    steps = load_steps()
    found = service(clinic.store, people, steps, weeks or PERIODS[0], visit.now)
    return render(
        clinic,
        visit,
        "service.html",
        found=found,
        curve=retention_chart(found.retention),
        shares=[percent(part) for part in found.retention],
        periods=PERIODS,
        targets=[(TIERS[tier], target(steps, tier)) for tier in ALERT_TIERS],
        left_out="" if weeks else visible(asked[:LONGEST_SHOWN]),
        small=SMALL,
        now=visit.now,
    )
