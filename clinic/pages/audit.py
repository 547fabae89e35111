"""The audit log to read: newest first, by person, participant, verb or outcome."""

from __future__ import annotations

from starlette.responses import Response

from clinic.entry.access import VERBS
from clinic.entry.audit import OUTCOMES
from clinic.visit import Clinic, Visit, render

PAGE_ROWS = 100
FILTERS = ("who", "participant", "verb", "outcome")


def audit(clinic: Clinic, visit: Visit) -> Response:
    chosen = {name: visit.query.get(name, "").strip() for name in FILTERS}
    before = visit.query.get("before", "")
    entries = clinic.accounts.audit.entries(
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
        limit=PAGE_ROWS + 1,
        **chosen,
    )
    return render(
        clinic,
        visit,
        "audit.html",
        entries=entries[:PAGE_ROWS],
        older=entries[PAGE_ROWS - 1].seq if len(entries) > PAGE_ROWS else None,
        chosen=chosen,
        verbs=sorted(VERBS),
        outcomes=OUTCOMES,
        recent=clinic.accounts.glass.recent(visit.now),
        names=clinic.names(),
    )
