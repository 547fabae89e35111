"""Where she lives: the time zone of the place she names, and the country of a zone."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    path = Path(__file__).with_name("zones.yml")
    table: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """IANA names by their lower case."""
    return {zone.lower(): zone for zone in available_timezones()}


@lru_cache(maxsize=1)
def _places() -> dict[str, str]:
    """Zone by name in lower case: IANA cities, countries with one zone, and our table over them."""
    import pytz

    table = _table()
    places: dict[str, str] = {}
    for zone in sorted(_zones().values()):
        region, slash, _ = zone.partition("/")
        if slash and region in table["regions"]:
            places.setdefault(zone.rsplit("/", 1)[1].replace("_", " ").lower(), zone)
    for code, zones in pytz.country_timezones.items():
        if len(zones) == 1:
            places[pytz.country_names[code].lower()] = zones[0]
    for zones in pytz.country_timezones.values():  # current names before superseded ones
        for zone in zones:
            places[zone.rsplit("/", 1)[1].replace("_", " ").lower()] = zone
    for word in table["ordinary_words"]:
        places.pop(word, None)
    for zone, names in table["names"].items():
        places.update({name.lower(): zone for name in names})
    return places


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, str]:
    return {name: zone for zone, names in _table()["abbreviations"].items() for name in names}


_LONGEST_NAME = 4


def parse_zone(text: str) -> str | None:
    """The IANA time zone of the place she names; None if she names none that has one zone.

    The longest name wins, then the first: "Salt Lake City", "New York".
    """
    text = text[:2000].replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for written in re.findall(r"[A-Za-z]+(?:/[A-Za-z0-9_+-]+){1,2}", text):
        if written.lower() in _zones():
            return _zones()[written.lower()]
    raw = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text.replace(".", ""))
    words = [re.sub(r"[']s$", "", word).lower() for word in raw]
    places = _places()
    for length in range(_LONGEST_NAME, 0, -1):
        for first in range(len(words) - length + 1):
            name = " ".join(words[first : first + length])
            if name in places:
                return places[name]
    for word in raw:
        shouted = word.isupper() or len(words) <= 2
        if shouted and word.upper() in _abbreviations():
            return _abbreviations()[word.upper()]
    return None


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    import pytz

    named = {name.split(" (")[0].lower(): code for code, name in pytz.country_names.items()}
    return named | _COUNTRY_ALIASES


_COUNTRY_ALIASES = {
    "usa": "US", "america": "US", "the states": "US", "united states of america": "US",
    "uk": "GB", "united kingdom": "GB", "great britain": "GB", "britain": "GB", "england": "GB",
    "scotland": "GB", "wales": "GB", "northern ireland": "GB", "south korea": "KR",
    "russia": "RU", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ",
}  # fmt: skip


def parse_country(text: str) -> str | None:
    """The ISO 3166 code of the country she names, or of the place; None if she names none."""
    words = re.findall(r"[^\W\d_]+", text[:2000].lower().replace(".", ""))
    names = _country_names()
    for length in range(_LONGEST_NAME, 0, -1):
        for first in range(len(words) - length + 1):
            name = " ".join(words[first : first + length])
            if name in names:
                return names[name]
    zone = parse_zone(text)
    return None if zone is None else country_of_zone(zone)


def country_name(code: str) -> str:
    """As people read it; the code itself for one that isn't known."""
    import pytz

    name = {"GB": "the United Kingdom", "US": "the United States"}.get(code)
    return name or str(pytz.country_names.get(code, code)).split(" (")[0]


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    import pytz

    shared = {zone: code for code, zones in pytz.country_timezones.items() for zone in zones}
    countries: dict[str, str] = _table()["countries"]
    return shared | countries


def country_of_zone(zone: str) -> str | None:
    """The ISO 3166 code of the country a zone belongs to; None for "UTC" and the like."""
    return _countries().get(zone)
