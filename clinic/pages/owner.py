"""Saying who looks after her, on her page."""

from __future__ import annotations

from starlette.responses import Response

from clinic.panel.owners import Wish, candidates, set_owner
from clinic.visit import Clinic, Visit, go_to


def change(clinic: Clinic, visit: Visit) -> Response:
    participant, form = visit.path["participant"], visit.form
    assert visit.session is not None
    able = {one.name for one in candidates(clinic.accounts.clinicians())}
    wish = Wish(form.get("owner") or None, visit.session.clinician.name, form.get("known", ""))
    notice = set_owner(clinic.store, participant, wish, able, visit.now)
    return go_to(f"/participants/{participant}?notice={notice}")
