"""Questionnaires as a clinician can read and edit them: the types, and the loader that checks them.

Each file of `questionnaires/` is one instrument with its wording, answers, scoring rule, cut-offs,
source and licence. Nothing here decides anything; `scoring.py` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

HERE = Path(__file__).parent
FOLDER = HERE / "questionnaires"
# In the order in which they are asked; worry before low mood, as in the PHQ-4 (Kroenke 2009).
WEEKLY = ("peg", "psfs", "pgic", "gad2", "phq2")

Rule = Literal["sum", "mean"]
Needs = Literal["all", "any"]
FollowUpTier = Literal["review", "urgent"]


class QuestionnaireError(ValueError):
    """A questionnaire that cannot be used; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Option:
    """A printed answer and its value; `also`: what mothers say for it."""

    value: float
    label: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One question. It has options to choose from, or takes a number from `low` to `high`.

    `reversed`: the value counts as `low + high - value`. `meaning`: the question in other words,
    for her who asks. `called`: what mothers call it when they change their answer. `of_today`: it
    asks of today, not of a week or more.
    """

    id: str
    short: str
    wording: str
    options: tuple[Option, ...]
    low: float
    high: float
    reversed: bool = False
    meaning: str = ""
    called: tuple[str, ...] = ()
    of_today: bool = False


@dataclass(frozen=True)
class Band:
    """Scores from `start` upwards, up to the next band; `words` are for the clinician."""

    start: float
    name: str
    words: str


@dataclass(frozen=True)
class FollowUp:
    """A person should look when the score, or this one item's, is at least so high."""

    flag: str
    tier: FollowUpTier
    at_least: float
    item: str | None = None


@dataclass(frozen=True)
class Questionnaire:
    """An instrument. `needs`: all items must be answered for a score, or any of them.

    `change_that_matters` is the smallest difference between two scores that patients notice;
    `bands_source` says where the bands come from.
    """

    id: str
    version: int
    title: str
    recall: str
    introduction: str
    items: tuple[Item, ...]
    rule: Rule
    needs: Needs
    low: float
    high: float
    better: Literal["lower", "higher"]
    bands: tuple[Band, ...]
    follow_up: tuple[FollowUp, ...]
    change_that_matters: float | None
    source: str
    licence: str
    reviewed_by: str
    bands_source: str

    def item(self, name: str) -> Item:
        """The item of that id. Raises KeyError."""
        for item in self.items:
            if item.id == name:
                return item
        raise KeyError(name)


@cache
def weekly() -> tuple[Questionnaire, ...]:
    """The questionnaires of a week, in order."""
    return tuple(load(FOLDER / f"{name}.yml") for name in WEEKLY)


@cache
def by_id() -> Mapping[str, Questionnaire]:
    """Every questionnaire whose scores may be in a record, the EPDS's scoring among them."""
    return {one.id: one for one in (*weekly(), epds_scoring())}


def load(path: Path) -> Questionnaire:
    """One questionnaire with its wording. Raises QuestionnaireError."""
    found = _load(path)
    for item in found.items:
        _check(bool(item.wording), path, f"{item.id} has no wording")
        _check(len(item.wording) <= 300, path, f"{item.id} is longer than 300 characters")
        _check(bool(item.meaning), path, f"{item.id} has no meaning in plain words")
    return found


@cache
def epds_scoring() -> Questionnaire:
    """The EPDS without its items' text: enough to score answers."""
    return _load(HERE / "epds.yml")


def load_epds(path: Path) -> Questionnaire:
    """The EPDS with the text of a service that is licensed to show it.

    The file holds `licence` (who permitted what) and `items`: ten entries with `wording` and four
    `options`, as printed and in the printed order. Scoring stays ours. Raises QuestionnaireError.
    """
    text, scoring = _read(path), epds_scoring()
    _check(bool(text.get("licence")), path, "'licence' must say who permitted its use")
    entries = text.get("items")
    fits = isinstance(entries, list) and len(entries) == len(scoring.items)
    _check(fits, path, f"'items' must list {len(scoring.items)} entries")
    items = []
    for item, entry in zip(scoring.items, cast("list[Any]", entries), strict=True):
        known = isinstance(entry, dict) and entry.get("wording")
        _check(bool(known), path, f"{item.id} needs a 'wording'")
        labels = entry.get("options")
        four = isinstance(labels, list) and len(labels) == 4 and all(labels)
        _check(four, path, f"{item.id} needs four 'options', in the printed order")
        options = tuple(Option(float(place), str(label)) for place, label in enumerate(labels))
        items.append(replace(item, wording=str(entry["wording"]), options=options))
    return replace(scoring, items=tuple(items), licence=str(text["licence"]))


def _load(path: Path) -> Questionnaire:
    data = _read(path)
    try:
        found = _questionnaire(data)
    except KeyError as error:
        raise QuestionnaireError(f"{path.name}: {error} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise QuestionnaireError(f"{path.name}: {error}") from error
    _check_sense(found, path)
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionnaireError(f"{path.name}: cannot be read ({error})") from error
    except yaml.YAMLError as error:
        raise QuestionnaireError(f"{path.name}: is not valid YAML ({error})") from error
    _check(isinstance(data, dict), path, "must be a mapping")
    return cast("dict[str, Any]", data)


def _questionnaire(data: Mapping[str, Any]) -> Questionnaire:
    low, high = data["range"]
    change = data.get("change_that_matters")
    return Questionnaire(
        id=str(data["id"]),
        version=int(data["version"]),
        title=str(data["title"]),
        recall=str(data["recall"]),
        introduction=str(data.get("introduction", "")),
        items=tuple(_item(entry, str(data["recall"])) for entry in data["items"]),
        rule=_one_of(data["rule"], "sum", "mean"),
        needs=_one_of(data["needs"], "all", "any"),
        low=float(low),
        high=float(high),
        better=_one_of(data["better"], "lower", "higher"),
        bands=tuple(Band(float(b["from"]), str(b["name"]), str(b["words"])) for b in data["bands"]),
        follow_up=tuple(map(_follow_up, data.get("follow_up", ()))),
        change_that_matters=None if change is None else float(change),
        source=str(data["source"]),
        licence=str(data["licence"]),
        reviewed_by=str(data["reviewed_by"]),
        bands_source=str(data.get("bands_source", data["source"])),
    )


def _item(entry: Mapping[str, Any], recall: str) -> Item:
    options = tuple(
        Option(float(o["value"]), str(o["label"]), tuple(map(str, o.get("also", ()))))
        for o in entry.get("options", ())
    )
    # the EPDS's own file has neither: its four boxes are known, their words are not ours to show
    low, high = entry.get("scale") or ((options[0].value, options[-1].value) if options else (0, 3))
    return Item(
        id=str(entry["id"]),
        short=str(entry.get("short", entry["id"])),
        wording=str(entry.get("wording", "")),
        options=options,
        low=float(low),
        high=float(high),
        reversed=bool(entry.get("reversed", False)),
        meaning=str(entry.get("meaning", "")),
        called=tuple(map(str, entry.get("called", ()))),
        of_today=recall == "today",
    )


def _follow_up(entry: Mapping[str, Any]) -> FollowUp:
    tier: FollowUpTier = _one_of(entry["tier"], "review", "urgent")
    return FollowUp(str(entry["flag"]), tier, float(entry["at_least"]), entry.get("item"))


def _one_of(value: object, *known: str) -> Any:
    if value not in known:
        raise ValueError(f"{value!r} must be one of {', '.join(known)}")
    return value


def _check(fine: bool, path: Path, problem: str) -> None:
    if not fine:
        raise QuestionnaireError(f"{path.name}: {problem}")


def _check_sense(found: Questionnaire, path: Path) -> None:
    """What a typing error would break: double ids, values out of order, cut-offs nobody reaches."""
    ids = [item.id for item in found.items]
    called = [name.lower() for item in found.items for name in item.called]
    _check(len(called) == len(set(called)), path, "two items are called the same")
    _check(bool(ids) and len(ids) == len(set(ids)), path, "items need ids of their own")
    for item in found.items:
        values = [option.value for option in item.options]
        said = [words.lower() for o in item.options for words in (o.label, *o.also)]
        _check(values == sorted(set(values)), path, f"{item.id}: options must rise")
        _check(len(said) == len(set(said)), path, f"{item.id}: two answers read the same")
        _check(item.low < item.high, path, f"{item.id}: the scale must rise")
    total: Callable[[list[float]], float] = sum
    lows, highs = [i.low for i in found.items], [i.high for i in found.items]
    ends = (total(lows), total(highs))
    if found.rule == "mean":
        ends = (min(lows), max(highs))
    _check((found.low, found.high) == ends, path, f"the range must be {ends[0]:g} to {ends[1]:g}")
    starts = [band.start for band in found.bands]
    _check(starts == sorted(set(starts)), path, "bands must rise")
    if starts:
        _check(starts[0] == found.low, path, "the first band must begin at the lowest score")
        _check(starts[-1] <= found.high, path, "a band lies above the highest score")
    for rule in found.follow_up:
        _check(rule.item in (None, *ids), path, f"{rule.flag} names an unknown item")
        _check(rule.at_least <= found.high, path, f"{rule.flag} is never reached")
    for name in ("source", "licence", "reviewed_by"):
        _check(bool(getattr(found, name).strip()), path, f"'{name}' is empty")
