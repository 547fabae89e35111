"""The YAML front matter of an article, checked field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.audience import BIRTHS, Audience, nobody_in

FIELDS = (
    "topic",
    "title",
    "stage",
    "birth",
    "cautions",
    "evidence",
    "sources",
    "last_reviewed",
    "reviewed_by",
    "asks",
)
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class ArticleError(ValueError):
    """An article that cannot be read. `path`, `line` (from 1) and `what` say where and why."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{path}:{line}: {what}")
        self.path, self.line, self.what = path, line, what


@dataclass(frozen=True)
class Source:
    """Something an article rests on. `year` is None for a page that shows no date."""

    id: str
    title: str
    year: int | None
    doi: str | None
    url: str | None

    @property
    def link(self) -> str:
        return f"https://doi.org/{self.doi}" if self.doi else self.url or ""

    @property
    def citation(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title


class FrontMatter:
    """The front matter, field by field, with the line of a field for its error."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path, self.lines = path, lines
        try:
            data = yaml.safe_load("\n".join(lines))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 2
            what = getattr(error, "problem", None) or "it"
            raise ArticleError(path, line, f"the front matter is not YAML: {what}") from error
        if not isinstance(data, dict):
            raise ArticleError(path, 2, "the front matter is not a list of fields")
        self.data: dict[str, Any] = data
        for field in FIELDS:
            if field not in data:
                raise ArticleError(path, 2, f"the front matter has no {field}")
        for field in data:
            if field not in FIELDS:
                raise self.error(str(field), "is no field of an article")

    def error(self, field: str, what: str) -> ArticleError:
        starts = (i for i, line in enumerate(self.lines) if line.startswith(f"{field}:"))
        return ArticleError(self.path, next(starts, 0) + 2, f"{field} {what}")

    def text(self, field: str) -> str:
        value = self.data[field]
        if not isinstance(value, str) or not value.strip():
            raise self.error(field, "is not a text")
        return value.strip()

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.data[field]
        if not isinstance(value, list) or not all(isinstance(v, str) and v for v in value):
            raise self.error(field, "is not a list of texts (quote those with a colon)")
        return tuple(value)

    def one_of(self, field: str, choices: tuple[str, ...]) -> str:
        value = self.text(field)
        if value not in choices:
            raise self.error(field, f"is {value!r}, not one of {', '.join(choices)}")
        return value

    def day(self, field: str) -> date:
        value = self.data[field]
        if type(value) is not date:
            raise self.error(field, "is not a date like 2026-11-22")
        return value

    def audience(self) -> Audience:
        stage, birth = self.data["stage"], self.data["birth"]
        if not isinstance(stage, dict) or set(stage) != {"from_week", "to_week"}:
            raise self.error("stage", "is not {from_week: …, to_week: …}")
        start, end = stage["from_week"], stage["to_week"]
        if type(start) is not int or (end is not None and type(end) is not int):
            raise self.error("stage", "needs whole weeks (to_week may be null)")
        births = BIRTHS if birth == "any" else frozenset(birth if isinstance(birth, list) else ())
        audience = Audience(start, end, births, frozenset(self.texts("cautions")))
        problem = nobody_in(audience)
        if problem:
            raise self.error(
                "birth" if problem.startswith("birth") else "stage", f"has a fault: {problem}"
            )
        return audience

    def sources(self) -> tuple[Source, ...]:
        value = self.data["sources"]
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.error("sources", "is not a list of {id, title, year, doi or url}")
        sources = []
        for entry in value:
            name = entry.get("id")
            unknown = set(entry) - {"id", "title", "year", "doi", "url"}
            if unknown:
                raise self.error("sources", f"{name}: {unknown.pop()} is no field of a source")
            if not isinstance(name, str) or not SLUG.fullmatch(name):
                raise self.error("sources", f"the id {name!r} is not like who-2020")
            year = entry.get("year", "")
            if not isinstance(entry.get("title"), str) or type(year) not in (int, type(None)):
                raise self.error("sources", f"{name} needs a title, and a year (null for undated)")
            for link in ("doi", "url"):
                if not isinstance(entry.get(link), (str, type(None))):
                    raise self.error("sources", f"{name}: {link} is not a text")
            sources.append(Source(name, entry["title"], year, entry.get("doi"), entry.get("url")))
        return tuple(sources)
