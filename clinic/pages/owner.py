"""Saying who looks after her, on her page."""

from __future__ import annotations

from starlette.responses import Response

from clinic.panel.owners import Wish, candidates, set_owner
from clinic.visit import Clinic, Missing, Visit, go_to
from records.store import UnknownParticipant


def change(clinic: Clinic, visit: Visit) -> Response:
    participant, form = visit.path["participant"], visit.form
    assert visit.session is not None
    able = {one.name for one in candidates(clinic.accounts.clinicians())}
    wish = Wish(form.get("owner") or None, visit.session.clinician.name, form.get("known", ""))
    try:
        notice = set_owner(clinic.store, participant, wish, able, visit.now)
    except UnknownParticipant as unknown:
        raise Missing from unknown
    return go_to(f"/participants/{participant}?notice={notice}")
