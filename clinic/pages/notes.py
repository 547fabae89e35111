"""Writing a note on her page. A form that is sent twice leaves one note."""

from __future__ import annotations

from starlette.responses import Response

from clinic.pages.participant import show
from clinic.participant.notes import note_problem
from clinic.visit import Clinic, Visit, go_to
from records.events import Draft, NoteWritten


def write(clinic: Clinic, visit: Visit) -> Response:
    participant = visit.path["participant"]
    assert visit.session is not None
    typed = visit.form.get("text", "").replace("\r\n", "\n")
    text = typed.strip()
    problem = note_problem(text)
    if problem:
        return show(clinic, visit, participant, note=typed, note_error=problem, status=422)
    author = visit.session.clinician.name
    form_id = visit.form.get("form_id", "")[:64]
    cause = f"{participant}:note:{author}:{form_id}" if form_id else None
    clinic.store.append(participant, Draft(NoteWritten(author, text), visit.now, cause=cause))
    return go_to(f"/participants/{participant}?notice=noted#notes")
