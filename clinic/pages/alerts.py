"""An alert's life: taken on, acted on, closed. The first of two wins; the other is told who.

Acting on an alert, or closing it, takes it on as well when nobody has: whoever looks after it is
known then, and nobody else needs to be told that it waits.
"""

from __future__ import annotations

from starlette.responses import Response

from clinic.entry.access import Verb
from clinic.pages.participant import show
from clinic.visit import Clinic, Missing, Visit, go_to
from records.events import AlertAcknowledged, AlertActed, AlertClosed, Draft
from records.store import ALERT_STATES, Alert

MAX_NOTE = 2000


def find(clinic: Clinic, visit: Visit) -> Response:
    """Where the links in e-mails lead."""
    return _to(_alert(clinic, visit, "see_participant"))


def acknowledge(clinic: Clinic, visit: Visit) -> Response:
    alert = _alert(clinic, visit, "acknowledge_alert")
    if alert.state == "acknowledged" and alert.clinician == _name(visit):
        return _to(alert, "acknowledged")  # the button was pressed twice
    done = alert.state == "open" and clinic.store.append(alert.participant, _taken(alert, visit))
    if not done:
        visit.outcome.set("failed", "conflict")
    return _to(alert, "acknowledged" if done else "taken")


def act(clinic: Clinic, visit: Visit) -> Response:
    """Keep what was done with the alert, which stays open."""
    alert = _alert(clinic, visit, "act_on_alert")
    note = _note(visit)
    refused = _refused(clinic, visit, alert, note)
    if refused is not None:
        return refused
    body = AlertActed(alert.id, _name(visit), note)
    form = visit.form.get("form_id", "")[:64]  # a form that is sent twice leaves one note
    cause = f"{alert.id}:acted:{_name(visit)}:{form}" if form else None
    drafts = [_taken(alert, visit)] if alert.state == "open" else []
    clinic.store.append(alert.participant, *drafts, Draft(body, visit.now, cause=cause))
    return _to(alert, "acted")


def close(clinic: Clinic, visit: Visit) -> Response:
    alert = _alert(clinic, visit, "close_alert")
    note = _note(visit)
    if alert.state == "closed" and (alert.clinician, alert.note) == (_name(visit), note):
        return _to(alert, "closed")  # the button was pressed twice
    refused = _refused(clinic, visit, alert, note)
    if refused is not None:
        return refused
    body = AlertClosed(alert.id, _name(visit), note)
    drafts = [_taken(alert, visit)] if alert.state == "open" else []
    closed = Draft(body, visit.now, cause=f"{alert.id}:closed")
    appended = clinic.store.append(alert.participant, *drafts, closed)
    if not any(isinstance(event.body, AlertClosed) for event in appended):
        return close(clinic, visit)  # a colleague closed it in this moment
    return _to(alert, "closed")


def _taken(alert: Alert, visit: Visit) -> Draft:
    # the cause makes the first of two simultaneous clicks the only one
    body = AlertAcknowledged(alert.id, _name(visit))
    return Draft(body, visit.now, cause=f"{alert.id}:acknowledged")


def _note(visit: Visit) -> str:
    return visit.form.get("note", "").replace("\r\n", "\n").strip()


def _refused(clinic: Clinic, visit: Visit, alert: Alert, note: str) -> Response | None:
    """Her page with what is wrong and the note as it was typed; None when all is well."""
    error, status = None, 422
    if alert.state == "closed":
        who = clinic.names().get(alert.clinician or "", alert.clinician)
        error, status = f"{who} closed this alert before you; your note was not saved.", 409
    elif not note:
        error = "Please write what was done. It is closed, or acted on, only with a note."
    elif len(note) > MAX_NOTE:
        error = f"The note has {len(note)} characters; please keep it to {MAX_NOTE}."
    if error is None:
        return None
    return show(clinic, visit, alert.participant, error=error, note=note, status=status)


def _name(visit: Visit) -> str:
    assert visit.session is not None, "the policy lets nobody else come here"
    return visit.session.clinician.name


def _alert(clinic: Clinic, visit: Visit, verb: Verb) -> Alert:
    """The alert of the address. Raises Missing when there is none she may act on."""
    event = clinic.store.event(visit.path["alert"])
    if event is None or event.participant is None or not visit.may(verb, event.participant):
        raise Missing
    every = clinic.store.alerts(event.participant, states=ALERT_STATES)
    for alert in every:
        if alert.id == event.id:
            return alert
    raise Missing


def _to(alert: Alert, notice: str | None = None) -> Response:
    query = f"?notice={notice}" if notice else ""
    return go_to(f"/participants/{alert.participant}{query}#alert-{alert.id}")
