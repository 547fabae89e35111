"""Taking an alert on, and closing it. The first of two clinicians wins; the other is told who."""

from __future__ import annotations

from starlette.responses import Response

from clinic.access import Verb, may
from clinic.pages.participant import show
from clinic.visit import Clinic, Missing, Visit, go_to
from records.events import AlertAcknowledged, AlertClosed, Draft
from records.store import Alert

MAX_NOTE = 2000


def acknowledge(clinic: Clinic, visit: Visit) -> Response:
    alert = _alert(clinic, visit, "acknowledge_alert")
    assert visit.session is not None
    done = False
    if alert.state == "open":
        body = AlertAcknowledged(alert.id, visit.session.clinician.name)
        # the cause makes the first of two simultaneous clicks the only one
        draft = Draft(body, visit.now, cause=f"{alert.id}:acknowledged")
        done = bool(clinic.store.append(alert.participant, draft))
    return _back(alert, "acknowledged" if done else "taken")


def close(clinic: Clinic, visit: Visit) -> Response:
    alert = _alert(clinic, visit, "close_alert")
    assert visit.session is not None
    note = visit.form.get("note", "").strip()
    if not note:
        error = "Please write what was done. An alert is closed only with a note."
        return show(clinic, visit, alert.participant, error=error, status=422)
    if len(note) > MAX_NOTE:
        error = f"The note has {len(note)} characters; please keep it to {MAX_NOTE}."
        return show(clinic, visit, alert.participant, error=error, note=note, status=422)
    body = AlertClosed(alert.id, visit.session.clinician.name, note)
    draft = Draft(body, visit.now, cause=f"{alert.id}:closed")
    done = bool(clinic.store.append(alert.participant, draft))
    return _back(alert, "closed" if done else "closed_before")


def _alert(clinic: Clinic, visit: Visit, verb: Verb) -> Alert:
    """The alert of the address. Raises Missing when there is none she may act on."""
    event = clinic.store.event(visit.path["alert"])
    actor = visit.session.clinician if visit.session else None
    if event is None or event.participant is None or not may(actor, verb, event.participant):
        raise Missing
    every = clinic.store.alerts(event.participant, states=("open", "acknowledged", "closed"))
    for alert in every:
        if alert.id == event.id:
            return alert
    raise Missing


def _back(alert: Alert, notice: str) -> Response:
    return go_to(f"/participants/{alert.participant}?notice={notice}")
