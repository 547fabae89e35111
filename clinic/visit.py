"""What a page is given, and how it answers: the clinic's parts, the visit, rendering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from secrets import token_hex

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response

from clinic import words
from clinic.entry.access import may
from clinic.entry.accounts import Accounts
from clinic.entry.outcome import Report
from clinic.entry.sessions import Session
from clinic.menu import home, menu
from clinic.panel.standings import Standings
from clinic.said import visible
from records.store import RecordStore

TEMPLATES = Path(__file__).with_name("templates")


def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["words"] = words
    templates.globals["visible"] = visible
    return templates


@dataclass(frozen=True)
class Clinic:
    """The parts every page may use. `research_key`: the secret of pseudonyms, as it is now."""

    store: RecordStore
    accounts: Accounts
    standings: Standings
    secure_cookies: bool
    research_key: Callable[[], str] = token_hex
    templates: Environment = field(default_factory=_templates)

    def names(self) -> dict[str, str]:
        """Sign-in name -> the name colleagues read."""
        return {c.name: c.display_name for c in self.accounts.clinicians()}


@dataclass(frozen=True)
class Visit:
    """One request. `session` is None for strangers, who reach only the pages open to anybody.

    `agent`: the browser in a word or two. `outcome`: what the page tells the audit log.
    """

    now: datetime
    path: Mapping[str, str]
    query: QueryParams
    form: Mapping[str, str]
    token: str
    session: Session | None
    agent: str = ""
    outcome: Report = field(default_factory=Report)

    def may(self, verb: str, participant: str | None = None) -> bool:
        """Whether this visitor may do this, by her roles or by broken glass."""
        if self.session is None:
            return may(None, verb, participant)
        return may(self.session.clinician, verb, participant, glass=self.session.glass)


class Missing(LookupError):
    """There is nothing here, or nothing this person may know of: both are a 404.

    So is `UnknownParticipant`, which pages let pass.
    """


def render(
    clinic: Clinic, visit: Visit | None, template: str, *, status: int = 200, **context: object
) -> Response:
    session = visit.session if visit else None
    actor = session.clinician if session else None
    participant = visit.path.get("participant") if visit and session else None
    page = clinic.templates.get_template(template)
    text = page.render(
        session=session,
        menu=menu(actor),
        home=home(actor),
        may=visit.may if visit else partial(may, None),
        broken=clinic.accounts.glass.around(participant, visit.now)
        if visit and participant and visit.may("see_participant", participant)
        else [],
        who_is=lambda name: clinic.names().get(name, name),
        **context,
    )
    return HTMLResponse(text, status_code=status)


def problem(
    clinic: Clinic,
    visit: Visit | None,
    status: int,
    title: str,
    advice: str,
    *,
    kept: str = "",
    glass: str | None = None,
) -> Response:
    """A page that says what went wrong and what to do; `kept` is what was typed, shown back.

    `glass`: a participant, who may not exist, for whom the glass could be broken.
    """
    context = {"title": title, "advice": advice, "kept": kept, "glass": glass}
    return render(clinic, visit, "problem.html", status=status, **context)


def go_to(address: str) -> Response:
    """After a form: a page that can be reloaded without sending it again."""
    return RedirectResponse(address, status_code=303)
