"""Correcting a value. The old one stays visible; the first of two clinicians wins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from starlette.responses import Response

from clinic.participant.corrections import NotAValue, allowed, read_value, reason_problem
from clinic.participant.provenance import Words
from clinic.said import Said
from clinic.visit import Clinic, Missing, Visit, go_to, render
from clinic.words import clock_time, measure, quantity, zone_name, zone_of
from policies.monitoring.ranges import EXERCISE
from records.corrections import Correction, by_clinician, corrections
from records.events import Draft, ValueCorrected
from records.store import Participant, RecordStore, Value


@dataclass(frozen=True)
class View:
    """A value that may be corrected; `replaced` says what took its place, "" while it counts."""

    person: Participant
    value: Value
    name: str
    shown: str
    asked: str | None
    said: Said | None
    choices: tuple[str, ...]
    allowed: str
    zone: str
    local: Callable[[datetime], str]
    made: Correction | None
    replaced: str


def view(store: RecordStore, participant: str, value_id: str) -> View:
    """Raises UnknownParticipant, and Missing when it isn't a value of hers."""
    person = store.participant(participant)
    values = store.values(participant, superseded=True)
    value = next((one for one in values if one.id == value_id), None)
    if value is None:
        raise Missing
    successor = next((one for one in values if one.supersedes == value_id), None)
    made = corrections(store.read(participant, kinds={"value_corrected"}))
    words = value.measure == "exercise_done"
    return View(
        person=person,
        value=value,
        name=measure(value.measure),
        shown=quantity(value.measure, value.shown),
        asked=None if value.asked is None else measure(value.asked),
        said=Words(store, participant).said(value.message_id, [(value.start, value.end)]),
        choices=EXERCISE if words else (),
        allowed="" if words else allowed(value.measure),
        zone=zone_name(person.zone),
        local=partial(clock_time, zone=zone_of(person.zone)),
        made=by_clinician(value, successor.id if successor else None, made),
        replaced=quantity(successor.measure, successor.shown) if successor else "",
    )


def correct_form(clinic: Clinic, visit: Visit) -> Response:
    her = view(clinic.store, visit.path["participant"], visit.path["value"])
    return _page(clinic, visit, her, status=200 if her.value.status == "current" else 409)


def correct(clinic: Clinic, visit: Visit) -> Response:
    her = view(clinic.store, visit.path["participant"], visit.path["value"])
    assert visit.session is not None
    name, reason = visit.session.clinician.name, visit.form.get("reason", "").strip()
    value: float | str | None = None
    try:
        value, problem = _typed(her, visit), reason_problem(reason)
    except NotAValue as wrong:
        problem = str(wrong)
    if her.value.status == "current":
        if problem:
            return _page(clinic, visit, her, error=problem, status=422)
        body = ValueCorrected(her.value.id, value, name, reason)
        draft = Draft(body, visit.now, cause=f"{her.value.id}:corrected")
        clinic.store.append(her.person.id, draft)
        her = view(clinic.store, her.person.id, her.value.id)  # she or a colleague can be faster
    made = her.made.body if her.made else None
    if made == ValueCorrected(her.value.id, value, name, reason):
        return _done(her)  # now, or before: the form was sent twice
    return _page(clinic, visit, her, status=409)


def _typed(her: View, visit: Visit) -> float | str | None:
    """The value of the form; None: it never was one. Raises NotAValue."""
    if visit.form.get("never") == "yes":
        return None
    value = read_value(her.value.measure, visit.form.get("value", ""))
    if value == her.value.shown:
        raise NotAValue(f"{her.shown} is what stands there already.")
    return value


def _done(her: View) -> Response:
    return go_to(f"/participants/{her.person.id}?notice=corrected")


def _page(
    clinic: Clinic, visit: Visit, her: View, *, error: str | None = None, status: int
) -> Response:
    typed = {name: visit.form.get(name, "") for name in ("value", "never", "reason")}
    return render(
        clinic,
        visit,
        "correct.html",
        status=status,
        her=her,
        names=clinic.names(),
        error=error,
        typed=typed,
    )
