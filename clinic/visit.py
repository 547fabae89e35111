"""What a page is given, and how it answers: the clinic's parts, the visit, rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response

from clinic import words
from clinic.accounts import Accounts, Session
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
    return templates


@dataclass(frozen=True)
class Clinic:
    """The parts every page may use."""

    store: RecordStore
    accounts: Accounts
    secure_cookies: bool
    templates: Environment = field(default_factory=_templates)

    def names(self) -> dict[str, str]:
        """Sign-in name -> the name colleagues read."""
        return {c.name: c.display_name for c in self.accounts.clinicians()}


@dataclass(frozen=True)
class Visit:
    """One request. `session` is None for strangers, who reach only the pages open to anybody."""

    now: datetime
    path: Mapping[str, str]
    query: QueryParams
    form: Mapping[str, str]
    token: str
    session: Session | None


class Missing(LookupError):
    """There is nothing here, or nothing this person may know of: both are a 404."""


def render(
    clinic: Clinic, visit: Visit | None, template: str, *, status: int = 200, **context: object
) -> Response:
    session = visit.session if visit else None
    page = clinic.templates.get_template(template)
    return HTMLResponse(page.render(session=session, **context), status_code=status)


def problem(clinic: Clinic, visit: Visit | None, status: int, title: str, advice: str) -> Response:
    """A page that says what went wrong and what to do."""
    return render(clinic, visit, "problem.html", status=status, title=title, advice=advice)


def go_to(address: str) -> Response:
    """After a form: a page that can be reloaded without sending it again."""
    return RedirectResponse(address, status_code=303)
