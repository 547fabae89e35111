"""Check the articles: what a clinician or a reviewer would send back.

An error keeps an article from being published; a warning is for the next review. Nothing here
needs a network.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from knowledge.articles import (
    LINK,
    Article,
    ArticleError,
    Section,
    cautions,
    read_article,
    topics,
)

FEWEST_WORDS, MOST_WORDS = 60, 120
"""Of a passage: what fits on a phone without scrolling for long."""
READING_GRADE = 7.5
"""Highest automated readability index of a passage: about age 11 to 12, with room for the words
that cannot be avoided (physiotherapist, caesarean)."""
REVIEW_EVERY = timedelta(days=365)
ASKS = range(4, 11)

_MEDICINE = (
    r"paracetamol|acetaminophen|ibuprofen|naproxen|diclofenac|codeine|tramadol|morphine|aspirin"
    r"|amitriptyline|gabapentin|diazepam|medicines?|painkillers?|tablets?|pills?|capsules?"
)
_COUNT = r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|eight|half an?)"
DOSE = re.compile(
    rf"\d\s*(?:mg|mcg|µg|micrograms?|milligrams?|ml|millilitres?|iu|units?)\b"
    rf"|\b{_COUNT}\s+(?:[a-z]+\s+)?(?:tablets?|pills?|capsules?|doses?|spoonfuls?)\b"
    rf"|\b(?:{_MEDICINE})\b[^.]*\b(?:every\s+{_COUNT}|{_COUNT}\s+times|(?:once|twice)\s+(?:a|per)\s+day)"
    rf"|\b(?:every\s+{_COUNT}|{_COUNT}\s+times)\b[^.]*\b(?:{_MEDICINE})\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")
_SENTENCE = re.compile(r"(?<=[.?!:])\s+")


@dataclass(frozen=True)
class Problem:
    """One thing to put right. `line` counts from 1."""

    path: Path
    line: int
    what: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.level}: {self.what}"


def check(folder: Path, today: date) -> list[Problem]:
    """Every problem of the articles under `folder`, by path and line; empty when all is well."""
    problems: list[Problem] = []
    articles: list[Article] = []
    for path in sorted(folder.rglob("*.md")):
        try:
            articles.append(read_article(path))
        except ArticleError as error:
            problems.append(Problem(error.path, error.line, error.what))
    for article in articles:
        problems += _front_matter(article, today)
        for section in article.sections:
            problems += _passage(article, section)
    problems += _across(folder, articles)
    return sorted(problems, key=lambda problem: (str(problem.path), problem.line, problem.what))


def _front_matter(article: Article, today: date) -> Iterator[Problem]:
    def found(what: str, at: str = "---", level: Literal["error", "warning"] = "error") -> Problem:
        return Problem(article.path, _line(article, at), what, level)

    group = topics().get(article.topic)
    if group is None:
        yield found(f"topic {article.topic} is not in topics.yaml", "topic:")
    elif article.group != group or not f"{article.slug}-".startswith(f"{article.topic}-"):
        yield found(
            f"belongs in {group}/{article.topic}.md or {group}/{article.topic}-….md", "topic:"
        )
    for caution in sorted(article.audience.cautions - cautions().keys()):
        yield found(f"caution {caution} is not in cautions.yaml", "cautions:")
    if len(article.asks) not in ASKS:
        yield found(
            f"has {len(article.asks)} questions in asks, not {ASKS[0]} to {ASKS[-1]}", "asks:"
        )
    cited = {source for section in article.sections for source in section.cited}
    ids = [source.id for source in article.sources]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield found(f"source {name} is listed twice", _entry(name))
    for source in article.sources:
        if not source.doi and not source.url:
            yield found(f"source {source.id} has neither a doi nor a url", _entry(source.id))
        if source.doi and not re.fullmatch(r"10\.\d{4,9}/\S+", source.doi):
            yield found(f"source {source.id}: {source.doi} is no DOI", _entry(source.id))
        if source.url and not _is_https(source.url):
            yield found(f"source {source.id}: {source.url} is no https address", _entry(source.id))
        if source.id not in cited:
            yield found(f"source {source.id} is never cited", _entry(source.id))
        if source.year and source.year > today.year:
            yield found(f"source {source.id} is from the future ({source.year})", _entry(source.id))
    if article.last_reviewed > today:
        yield found(f"last_reviewed {article.last_reviewed} is in the future", "last_reviewed:")
    elif today - article.last_reviewed > REVIEW_EVERY:
        what = f"was last reviewed on {article.last_reviewed}: review it again"
        yield found(what, "last_reviewed:", "warning")


def _line(article: Article, pattern: str) -> int:
    """The first line that begins like this, after blanks; the first of all when none does."""
    lines = article.path.read_text(encoding="utf-8").splitlines()
    found = (i for i, line in enumerate(lines, 1) if re.match(pattern, line.strip()))
    return next(found, 1)


def _entry(source: str) -> str:
    """How the entry of a source begins, in either way to write YAML."""
    return rf"-\s*\{{?\s*id: {re.escape(source)}\b"


def _passage(article: Article, section: Section) -> Iterator[Problem]:
    def found(what: str) -> Problem:
        return Problem(article.path, section.line, f"{section.heading}: {what}")

    known = {source.id for source in article.sources}
    for name in section.cited:
        if name not in known:
            yield found(f"cites {name}, which is not among the sources")
    for caution in sorted(section.audience.cautions - cautions().keys()):
        yield found(f"caution {caution} is not in cautions.yaml")
    count = len(section.text.split())
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        yield found(f"has {count} words, not {FEWEST_WORDS} to {MOST_WORDS}")
    grade = reading_grade(section.text)
    if grade > READING_GRADE:
        yield found(f"reads at grade {grade:.1f}, above {READING_GRADE}: shorten its sentences")
    for sentence in _SENTENCE.split(section.markdown):
        if _NUMBER.search(re.sub(r"\[[^\]]*\]", "", sentence)) and not _cites(sentence):
            yield found(f"a number without a source: {sentence[:60]!r}")
        if DOSE.search(re.sub(r"\[[^\]]*\]", "", sentence)):
            yield found(f"reads like a dose of a medicine: {sentence[:60]!r}")
    for _, target in LINK.findall(section.markdown):
        if not _is_https(target) and not (article.path.parent / target).is_file():
            yield found(f"the link {target} leads nowhere")


def _across(folder: Path, articles: list[Article]) -> Iterator[Problem]:
    titles: dict[str, list[Article]] = defaultdict(list)
    asks: dict[str, list[Article]] = defaultdict(list)
    links: dict[str, list[tuple[Article, str]]] = defaultdict(list)
    for article in articles:
        titles[article.title.casefold()].append(article)
        for ask in article.asks:
            asks[ask.casefold()].append(article)
        for source in article.sources:
            links[source.id].append((article, source.link))
    for title, same in titles.items():
        for article in same[1:]:
            what = f"has the title of {same[0].path.name}: {title}"
            yield Problem(article.path, _line(article, "title:"), what)
    for ask, same in asks.items():
        for article in same[1:]:
            what = f"asks what {same[0].path.name} asks: {ask}"
            yield Problem(article.path, _line(article, "(?i)-.*" + re.escape(ask)), what)
    for name, uses in links.items():
        for article, link in uses[1:]:
            if link != uses[0][1]:
                what = f"source {name} has another link than in {uses[0][0].path.name}"
                yield Problem(article.path, _line(article, _entry(name)), what)
    for topic in topics().keys() - {article.topic for article in articles}:
        yield Problem(folder, 1, f"topic {topic} has no article yet", "warning")


def reading_grade(text: str) -> float:
    """The automated readability index: a US school grade, 6 is about age 11.

    Of the usual indices it is the one that counts no syllables, for which textstat would fetch a
    dictionary from the network.
    """
    import textstat

    return float(textstat.automated_readability_index(text))


def _cites(sentence: str) -> bool:
    return bool(re.search(r"\[[a-z0-9-]+\](?!\()", sentence))


def _is_https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and "." in parts.netloc
