"""Read the articles: Markdown files with YAML front matter, one topic each.

    ---
    topic: walking
    title: Walking for a sore back
    stage: {from_week: 0, to_week: null}      # weeks since birth
    birth: any                                # or a list of vaginal, caesarean
    cautions: []                              # slugs of cautions.yaml that rule it out
    evidence: moderate                        # high, moderate, low or expert
    sources:
      - {id: who-2020, title: WHO guidelines on physical activity, year: 2020, url: "https://…"}
    last_reviewed: 2026-11-22
    reviewed_by: pending
    asks:
      - how far should I walk
    ---
    ## Start small
    Walk for a few minutes … [who-2020]

    ## Hills and prams {from_week=6 birth=caesarean cautions=prolapse,leaking}
    A passage may be for fewer mothers than its article.

The text of a passage is what she is sent: citations and Markdown marks are taken out of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

import yaml

from knowledge.audience import BIRTHS, Audience, Birth, nobody_in
from knowledge.front_matter import ArticleError as ArticleError
from knowledge.front_matter import FrontMatter, Source

ARTICLES = Path(__file__).parent / "articles"
TOPICS = Path(__file__).parent / "topics.yaml"
CAUTIONS = Path(__file__).parent / "cautions.yaml"

Evidence = Literal["high", "moderate", "low", "expert"]
CITATION = re.compile(r"\[([a-z0-9]+(?:-[a-z0-9]+)*)\](?!\()")
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]*)\)")
LOSS, ABOUT_LOSS = "loss", "loss-of-a-baby"
"""The caution of a mother whose baby has died, and the one topic that speaks of a baby to her."""
OF_A_BABY = re.compile(
    r"\b(?:bab(?:y|ies)|newborns?|infants?|toddlers?|breast-?\s?fe\w+|feeds?|feeding|nursing|cots?|"
    r"cribs?|napp(?:y|ies)|diapers?|prams?|pushchairs?|strollers?|bugg(?:y|ies)|car seats?|slings?|"
    r"motherhood|little ones?)\b",
    re.IGNORECASE,
)
_HEADING = re.compile(r"(?P<heading>.+?)\s*(?:\{(?P<marks>[^}]*)\})?")


@dataclass(frozen=True)
class Section:
    """One passage: a heading with what to do, for whom, when not."""

    heading: str
    markdown: str
    audience: Audience
    line: int

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the sources cited, each once, in order."""
        return tuple(dict.fromkeys(CITATION.findall(self.markdown)))

    @property
    def text(self) -> str:
        """The words she is sent."""
        text = LINK.sub(r"\1", self.markdown)
        text = re.sub(r"[ \t]*" + CITATION.pattern, "", text)
        text = re.sub(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
        return re.sub(r"[ \t]+([.,;:?])", r"\1", text).strip()


@dataclass(frozen=True)
class Article:
    """An article as written. `asks` are questions in mothers' words that it answers."""

    slug: str
    group: str
    topic: str
    title: str
    audience: Audience
    evidence: Evidence
    sources: tuple[Source, ...]
    last_reviewed: date
    reviewed_by: str
    asks: tuple[str, ...]
    sections: tuple[Section, ...]
    path: Path


@cache
def topics(path: Path = TOPICS) -> dict[str, str]:
    """Every topic slug with its group."""
    groups = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {slug: group for group, slugs in groups.items() for slug in slugs}


@cache
def cautions(path: Path = CAUTIONS) -> dict[str, str]:
    """Every caution slug with its meaning."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def load_articles(folder: Path = ARTICLES) -> tuple[Article, ...]:
    """Every article under `folder`, by path; raises ArticleError at the first broken one."""
    return tuple(read_article(path) for path in sorted(folder.rglob("*.md")))


def read_article(path: Path) -> Article:
    """One article; raises ArticleError when it cannot be read as one."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ArticleError(path, 1, "is not UTF-8 text") from error
    lines = text.splitlines()
    if not lines or lines[0].strip() != "---":
        raise ArticleError(path, 1, "begins with a line of ---, then the front matter")
    try:
        end = next(i for i in range(1, len(lines)) if lines[i].strip() == "---")
    except StopIteration:
        raise ArticleError(path, 1, "the front matter has no closing ---") from None
    front = FrontMatter(path, lines[1:end])
    audience = front.audience()
    return Article(
        slug=path.stem,
        group=path.parent.name,
        topic=front.text("topic"),
        title=front.text("title"),
        audience=audience,
        evidence=cast(Evidence, front.one_of("evidence", get_args(Evidence))),
        sources=front.sources(),
        last_reviewed=front.day("last_reviewed"),
        reviewed_by=front.text("reviewed_by"),
        asks=front.texts("asks"),
        sections=tuple(
            _kept_from_the_bereaved(section, front.text("title"), front.text("topic"))
            for section in _sections(path, lines, end + 1, audience)
        ),
        path=path,
    )


def _kept_from_the_bereaved(section: Section, title: str, topic: str) -> Section:
    """Judged by the words themselves, so that no author can forget it."""
    if topic == ABOUT_LOSS or not OF_A_BABY.search(f"{title} {section.heading} {section.text}"):
        return section
    audience = section.audience.narrowed(Audience(cautions=frozenset({LOSS})))
    return replace(section, audience=audience)


def _sections(path: Path, lines: list[str], start: int, audience: Audience) -> tuple[Section, ...]:
    heads = [i for i in range(start, len(lines)) if lines[i].startswith("## ")]
    first = heads[0] if heads else len(lines)
    for i in range(start, first):
        if lines[i].strip():
            raise ArticleError(path, i + 1, "text before the first ## heading")
    if not heads:
        raise ArticleError(path, start + 1, "has no passage (## heading)")
    sections = []
    for i, after in zip(heads, [*heads[1:], len(lines)], strict=True):
        match = _HEADING.fullmatch(lines[i][3:].strip())
        markdown = "\n".join(lines[i + 1 : after]).strip()
        if not match or not markdown:
            raise ArticleError(path, i + 1, "a passage needs a heading and a text")
        narrower = _marks(path, i + 1, match["marks"] or "")
        narrowed = audience.narrowed(narrower)
        problem = nobody_in(narrowed)
        if problem:
            raise ArticleError(path, i + 1, f"nobody can see this passage: {problem}")
        sections.append(Section(match["heading"], markdown, narrowed, i + 1))
    return tuple(sections)


def _marks(path: Path, line: int, marks: str) -> Audience:
    """The audience in a heading's {from_week=6 to_week=12 birth=caesarean cautions=a,b}."""
    values: dict[str, str] = {}
    for mark in marks.split():
        name, _, value = mark.partition("=")
        if name not in ("from_week", "to_week", "birth", "cautions") or not value:
            raise ArticleError(path, line, f"{mark!r} is no mark of a passage")
        values[name] = value
    try:
        return Audience(
            from_week=int(values.get("from_week", "0")),
            to_week=int(values["to_week"]) if "to_week" in values else None,
            birth=frozenset(cast(list[Birth], values["birth"].split(",")))
            if "birth" in values
            else BIRTHS,
            cautions=frozenset(filter(None, values.get("cautions", "").split(","))),
        )
    except ValueError as error:
        raise ArticleError(path, line, "from_week and to_week are whole weeks") from error
