"""The birth: when it was and how."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from bot.capture import lexicon, numbers
from bot.capture.tokens import tokenise

BirthKind = Literal["vaginal", "caesarean"]

OLDEST_BIRTH = timedelta(days=400)  # the coach is for the first year, with a month's grace
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_NOT_BORN_YET = re.compile(r"\b(?:pregnant|due in|to go|not born|hasn'?t been born|until|till)\b")
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?<!\d )(\d{1,2})\s?[-/.]\s?(\d{1,2})(?:\s?[-/.]\s?(\d{4}|\d{2}))?"
    r"(?![\d/.-]| ?(?:d|w|wk|m|mth|mo|y|yr|day|week|fortnight|month|year)s?\b)"
)
_MONTH = "|".join(sorted(lexicon.MONTHS | {"march", "mar", "may"}, key=len, reverse=True))
_ORDINAL = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?"
_DUE = re.compile(  # the day she was due is not the day he came
    rf"\b(?:was |were )?(?:due|edd)(?: date)?(?: (?:was|on|is|the|:))* (?:the )?"
    rf"(?:{_ORDINAL} (?:of )?(?:{_MONTH})\b|(?:{_MONTH})\b (?:the )?{_ORDINAL}|"
    rf"\d{{1,2}}[-/.]\d{{1,2}}(?:[-/.]\d{{2,4}})?)(?=.*\b(?:came|born|arrived|had|but|here|delivered)\b)"
)
_HALF = re.compile(r"(?<![\d/.])(\d+)(?: and)? +(?:1/2|0\.5)(?= ?(?:d|w|m|y))")
_NAMED = re.compile(
    rf"\b(?P<day>{_ORDINAL})\s+(?:of\s+)?(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|\b(?P<month2>{_MONTH})\b\.?\s+(?:the\s+)?(?P<day2>{_ORDINAL})\b(?:,?\s+(?P<year2>\d{{4}}))?"
)
_AGO = re.compile(
    r"(?P<at>\bat\s+)?\b(?P<count>\d+(?:\.\d+)?|an?)(?P<half>\s+and\s+a\s+half)?\s*-?\s*"
    r"(?P<unit>day|week|wk|w|fortnight|month|mth|mo|year|yr)s?\b(?P<half2>\s+and\s+a\s+half)?"
    r"(?!\s+(?:early|late|overdue|premature|before|after)\b)"
    r"(?:(?:,|\s+and)?\s+(?P<days>\d)\s*(?:days?|d)\b)?"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(rf"\b(?P<last>last\s+|this\s+|on\s+)?(?P<day>{'|'.join(_WEEKDAYS)})\b")


def parse_birth_date(text: str, today: date) -> date | None:
    """The day her baby was born, as a date or an age; never after `today` nor too long before.

    "12/09/2026" is read day first unless it can't be. A day without a year is the last one.
    """
    words = _DUE.sub(" ", _digits(text))
    if _NOT_BORN_YET.search(words):
        return None
    born = _absolute(words, today) or _relative(words, today)
    if born is None or born > today or today - born > OLDEST_BIRTH:
        return None
    return born


def _digits(text: str) -> str:
    """Lower case, number words as digits: "ten weeks ago" -> "10 weeks ago"."""
    nodes = numbers.read_words(tokenise(text[:2000]))
    words = " ".join(
        f"{node.low:g}" if node.sym == "NUM" and not node.raw[:1].isdigit()
        else f" {node.low:g}" if node.sym == "FRACTION"
        else node.raw.lower() if node.sym in {"NUM", "X", "HM"} else node.sym
        for node in nodes
    )  # fmt: skip
    words = re.sub(r"(?<=\d)\s*([-/.])\s*(?=\d)", r"\1", words)
    return _HALF.sub(r"\1.5", words)


def _absolute(words: str, today: date) -> date | None:
    match = _ISO.search(words)
    if match:
        return _date(*(int(part) for part in match.groups()))
    match = _NAMED.search(words)
    if match:
        return _named(match, today)
    match = _NUMERIC.search(words)
    if match is None:
        return None
    day, month, year = int(match.group(1)), int(match.group(2)), match.group(3)
    if month > 12:
        day, month = month, day
    if year is None:
        return _latest(day, month, today)
    return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)


def _named(match: re.Match[str], today: date) -> date | None:
    import dateparser  # half a second to import, and needed only here

    day = re.sub(r"\D", "", match.group("day") or match.group("day2"))
    month = match.group("month") or match.group("month2")
    year = match.group("year") or match.group("year2")
    parsed = dateparser.parse(f"{day} {month} {year or 2024}", languages=["en"])
    if parsed is None:
        return None
    return parsed.date() if year else _latest(parsed.day, parsed.month, today)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest(day: int, month: int, today: date) -> date | None:
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year <= today:
        return this_year
    return _date(today.year - 1, month, day)


def _relative(words: str, today: date) -> date | None:
    for match in _AGO.finditer(words):
        if match.group("at"):
            continue  # "born at 38 weeks" is how long she carried
        born = _before(match, today)
        if born is not None:
            return born
    if re.search(r"\bday before yesterday\b", words):
        return today - timedelta(days=2)
    if re.search(r"\b(?:yesterday|last night)\b", words):
        return today - timedelta(days=1)
    if re.search(r"\b(?:today|this morning|this afternoon)\b", words):
        return today
    if re.search(r"\blast week\b", words) and not _WEEKDAY.search(words):
        return None
    weekday = _WEEKDAY.search(words)
    if weekday is None:
        return None
    back = (today.weekday() - _WEEKDAYS.index(weekday.group("day"))) % 7
    return today - timedelta(days=back or 7)


def _before(match: re.Match[str], today: date) -> date | None:
    count = 1.0 if match.group("count").startswith("a") else float(match.group("count"))
    count += 0.5 if match.group("half") or match.group("half2") else 0
    unit = match.group("unit")
    days = int(match.group("days") or 0)
    if unit in {"month", "mth", "mo", "year", "yr"}:
        months = count * (12 if unit in {"year", "yr"} else 1)
        if months > 14:
            return None
        whole = int(months)
        year, month = divmod(today.year * 12 + today.month - 1 - whole, 12)
        day = next(d for d in range(today.day, 0, -1) if _date(year, month + 1, d))
        days += round((months - whole) * 30)
        return date(year, month + 1, day) - timedelta(days=days)
    length = _DAYS.get(unit, 7) * count + days
    return today - timedelta(days=round(length)) if length <= OLDEST_BIRTH.days else None


_CAESAREAN = re.compile(
    r"\bc[ -]?sec(?:tion)?s?\b|\bsections?\b|\bc[ae]{1,3}s[ae]{1,2}r[aei]{1,2}n\w*|\be[ml]cs\b|"
    r"\bcs\b"
)
_VAGINAL = re.compile(
    r"\bvagin\w+|\bforceps\b|\bvent[ou]+se?\b|\bvacuum\b|\bkiwi\b|\bnatural(?:ly)?\b|"
    r"\bnormal(?:ly)?\b|"
    r"\bvbac\b|\bspontaneous\b|\bsvd\b|\b(?:water|home)\s?birth\b|\bassisted\b|\binstrumental\b"
)
_DISCOUNTED = re.compile(
    r"\b(?:not|no|wasn'?t|isn'?t|didn'?t have|without|instead of|rather than|avoided|failed|"
    r"tried(?: for)?|"
    r"attempted|wanted|planned|hoped for|meant to be|due to be|going to be|"
    r"previous(?:ly)?|first(?: one)?(?: was)?|"
    r"last time(?: was)?|nearly|almost|"
    r"supposed to be|hoping for)\s+(?:(?:a|an|the|emergency|elective|with|by|birth|was|had|"
    r"vaginal|planned)\s+){0,3}$"
)


def parse_birth_kind(text: str) -> BirthKind | None:
    """Vaginal (forceps, ventouse and VBAC too) or caesarean; None if unclear or both."""
    words = " ".join(text.lower().replace("\u2019", "'").split())[:2000]
    if re.search(r"\bvbac\b", words) and not re.search(
        r"(?:failed|tried|attempted|planned) (?:a |for )*vbac", words
    ):
        return "vaginal"
    words = re.sub(r"\b(?:natural|normal|gentle)(?= (?:c[ -]?sec|section|c[ae]+s))", "", words)
    caesarean = _counts(words, _CAESAREAN)
    vaginal = _counts(words, _VAGINAL)
    if caesarean and vaginal:
        turned = re.search(
            r"\b(?:then|ended|emergency|emcs|turned|became|eventually|in the end)\b", words
        )
        return "caesarean" if turned else None
    if vaginal and re.search(r"\b(?:ended up in|taken to|went to|in) theatre\b", words):
        return None  # forceps and a section are both done there
    if caesarean or vaginal:
        return "caesarean" if caesarean else "vaginal"
    if _CAESAREAN.search(words) and re.search(r"\b(?:no|not|wasn'?t)\b", words):
        return "vaginal"
    return None


def _counts(words: str, kind: re.Pattern[str]) -> bool:
    return any(not _DISCOUNTED.search(words[: m.start()]) for m in kind.finditer(words))
