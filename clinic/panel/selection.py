"""Which rows of the panel are wanted, from the address of the page. Pure.

What an address says that the panel doesn't know is left out, and the page says so: a link that
somebody kept, or typed, still leads to a panel.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timezone
from urllib.parse import urlencode

from clinic.panel.triage import Place, Weight

PAGE = 50  # rows
LONGEST_SEARCH = 40  # characters; no alias is half as long
CHOICES: dict[str, dict[str, str]] = {
    "level": {
        "": "any", "emergency": "emergency", "urgent": "urgent", "review": "for review",
        "worse": "worse", "silent": "silent", "calm": "nothing new",
    },
    "owner": {"": "anybody", "mine": "me", "nobody": "nobody"},
    "alerts": {"": "with or without", "open": "not closed yet"},
    "consent": {"": "any", "given": "agreed", "refused": "did not agree", "asked": "not answered"},
    "sort": {
        "": "worst first", "alias": "alias", "heard": "last from her, newest first",
        "pain": "pain, highest first", "weeks": "weeks since birth, fewest first",
    },
}  # fmt: skip
_NEVER = datetime.min.replace(tzinfo=timezone.utc)

Key = Callable[[Place], object]
_KEYS: dict[str, Key] = {
    "alias": lambda her: her.standing.participant.alias,
    "heard": lambda her: _NEVER - (her.standing.participant.last_in_at or _NEVER),
    "pain": lambda her: -1.0 if her.pain is None else her.pain,
    "weeks": lambda her: her.standing.participant.birth_date or date.min,
}
_HIGHEST_FIRST = {"pain", "weeks"}


@dataclass(frozen=True)
class Wanted:
    """The names are those in the address; "" leaves a choice open. `page` counts from 1."""

    search: str = ""
    level: str = ""
    owner: str = ""
    alerts: str = ""
    consent: str = ""
    sort: str = ""
    page: int = 1

    def address(self, **changes: str | int) -> str:
        """The panel with these changes; another choice begins at its first page."""
        told = asdict(replace(self, **{"page": 1, **changes}))  # type: ignore[arg-type]
        usual = asdict(Wanted())
        query = {name: value for name, value in told.items() if value != usual[name]}
        return f"/?{urlencode(query)}" if query else "/"

    @property
    def everybody(self) -> bool:
        return replace(self, sort="", page=1) == Wanted()


@dataclass(frozen=True)
class Selected:
    """The rows of one page, and out of how many; `levels` counts what the other choices leave."""

    rows: Sequence[Place]
    found: int
    page: int
    pages: int
    levels: Mapping[Weight, int]


def wanted(query: Mapping[str, str]) -> tuple[Wanted, list[tuple[str, str]]]:
    """What is asked for, and what was left out: (name, value)."""
    told: dict[str, str] = {}
    left_out = []
    for name, choices in CHOICES.items():
        value = query.get(name, "")
        if value in choices:
            told[name] = value
        else:
            left_out.append((name, value))
    page = query.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 0
    if not number:
        left_out.append(("page", page))
    search = " ".join(query.get("search", "").split())[:LONGEST_SEARCH]
    return Wanted(search=search, page=number or 1, **told), left_out


def select(ranked: Sequence[Place], asked: Wanted, me: str) -> Selected:
    """The page that is asked for, or the last one; `me` is the sign-in name of who asks."""
    part = asked.search.casefold().replace(" ", "-")
    others = [her for her in ranked if _fits(her, asked, me, part)]
    levels = Counter(her.level for her in others)
    found = [her for her in others if her.level == asked.level] if asked.level else others
    if asked.sort:
        found = sorted(found, key=_KEYS[asked.sort], reverse=asked.sort in _HIGHEST_FIRST)  # type: ignore[arg-type]
    pages = max(-(-len(found) // PAGE), 1)
    page = min(asked.page, pages)
    return Selected(found[(page - 1) * PAGE : page * PAGE], len(found), page, pages, levels)


def _fits(her: Place, asked: Wanted, me: str, part: str) -> bool:
    person = her.standing.participant
    owners = {"": person.owner, "mine": me, "nobody": None}
    return (
        part in person.alias
        and person.owner == owners[asked.owner]
        and (not asked.alerts or bool(her.standing.alerts))
        and (not asked.consent or person.consent == asked.consent)
    )
