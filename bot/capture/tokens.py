"""From text to nodes: words, numbers and marks in lower case, with their place in the original.

Every substitution before tokenising keeps the length, so that offsets stay true.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.capture import lexicon
from bot.capture.nodes import Node

_SAME_LENGTH = str.maketrans(
    {
        **{
            "\N{FULLWIDTH DIGIT ZERO}": "0",
            "\u2019": "'",
            "\u2018": "'",
            "\u02bc": "'",
            "`": "'",
            "\u00b4": "'",
        },
        **{
            "\u2013": "-",
            "\u2014": "-",
            "\u2212": "-",
            "\u2010": "-",
            "\u2011": "-",
            "\u00a0": " ",
            "\u00d7": "x",
            "\u2044": "/",
        },
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }
)
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_BLANKED = re.compile(
    r"</?[A-Za-z!][^<>]{0,200}>"  # markup
    r"|https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]{1,64}\.\w[\w.]*"  # addresses
    r"|\b(?:[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9](?!am|pm|AM|PM|kg|hr|mg)[A-Za-z]{2})\b"  # postcode
    r"|<3+|&#?\w{1,8};"
    r"|(?<!\w)[:;]-?[3pPdDoO](?!\w)"  # smileys with a digit or letter
)
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3")
_DOTTED = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
_THUMBS = {"👍": "yes", "✅": "yes", "✔": "yes", "👎": "no", "❌": "no"}

_TEXTED = {"2day": "today", "2nite": "tonight", "2moro": "tomorrow", "2mrw": "tomorrow",
           "b4": "before", "l8r": "later", "gr8": "great"}  # fmt: skip
_TOKEN = re.compile(
    rf"(?P<texted>(?<!\w)(?i:{'|'.join(_TEXTED)})(?!\w))"
    r"|(?P<number>(?<![0-9.])\.[0-9]+(?![0-9])|[0-9]+(?:[.:][0-9]+)*(?:,[0-9]{3}(?![0-9]))*)"
    r"|(?P<fraction>[½¼¾⅓⅔])"
    r"|(?P<word>[^\W\d_½¼¾⅓⅔]+(?:'[^\W\d_½¼¾⅓⅔]+)*)"
    r"|(?P<ten>🔟)"
    r"|(?P<line>\n)"
    r"|(?P<thumb>[👍✅✔👎❌])"
    r"|(?P<dots>\.{2,}|…)"
    r"|(?P<emoji>[\u2600-\u2704\u2706-\u27bf\U0001f300-\U0001faff]+)"
    r"|(?P<mark>[-.,;:!?()/+=~%#£$€@&])"
    r"|(?P<other>\d)"  # digits of other scripts: a number, but not one this grammar reads
)
_PLAIN = re.compile(r"[0-9]{1,24}(?:\.[0-9]{1,6})?")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")  # "twoooo"
_DRAWN_WORDS = lexicon.CARDINAL | lexicon.HEDGES | lexicon.PAIN
_ENDED_BY_EMOJI = lexicon.CARDINAL | {"NUM"}
_NAMES = lexicon.PERSONS | lexicon.words("mood pain back sleep")
_KNOWN = (
    lexicon.PAIN | lexicon.MOOD | lexicon.SLEEP | lexicon.WAKE | lexicon.HOURS | lexicon.MINUTES
    | lexicon.TIMES | lexicon.PERSONS | lexicon.HEDGES | lexicon.FOLLOWERS | lexicon.UNITS
    | lexicon.LABELS | lexicon.OTHER_SCALE | lexicon.MONTHS | lexicon.WEEKDAYS
    | lexicon.SPELL_KEEP | lexicon.CARDINAL | frozenset(lexicon.SPELL_TARGETS)
)  # fmt: skip


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    """The word she meant, where a slip of one key made a word of the check-in unreadable."""
    if word in lexicon.SPELL_FIX:
        return lexicon.SPELL_FIX[word]
    drawn = _DRAWN_OUT.search(word)
    if drawn:
        return next((w for w in (_DRAWN_OUT.sub(r"\1", word), _DRAWN_OUT.sub(r"\1\1", word))
                     if w in _DRAWN_WORDS), word)  # fmt: skip
    if len(word) < 4 or len(word) > 12 or word in _KNOWN:
        return word
    for target in lexicon.SPELL_TARGETS:
        if word[0] == target[0] and OSA.distance(word, target, score_cutoff=1) <= 1:
            return target
    return word


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _prepared(text: str) -> str:
    text = text.translate(_SAME_LENGTH)
    text = _KEYCAP.sub(lambda m: m.group(1) + " " * (len(m.group()) - 1), text)
    text = _BLANKED.sub(_blank, text)
    return _DOTTED.sub(lambda m: (m.group(1) + "m").ljust(len(m.group())), text)


def _number(raw: str, start: int, end: int) -> Node:
    clock = _CLOCK.fullmatch(raw)
    if clock:
        hours = int(clock.group(1)) + int(clock.group(2)) / 60
        return Node("HM", start, end, hours, hours, raw)
    plain = raw.replace(",", "")
    if plain.startswith("."):
        plain = "0" + plain
    leading_zero = len(plain) > 1 and plain[0] == "0" and plain[1] != "."
    if leading_zero or (not _PLAIN.fullmatch(plain) and not plain.isdigit()):
        return Node("X", start, end, raw=raw)  # telephone numbers, dates, versions
    value = float(plain) if len(plain) < 300 else float("inf")
    return Node("NUM", start, end, value, value, raw)


def _words(raw: str, start: int, end: int) -> list[Node]:
    word = raw.lower()
    if len(word) != len(raw):  # a letter whose lower case is longer
        return [Node("X", start, end, raw=raw)]
    stem, quote, ending = word.rpartition("'")
    if quote and ending == "s" and stem not in {"it", "he", "she", "that", "there", "let", "what"}:
        cut = start + len(stem)
        return [*_words(raw[: len(stem)], start, cut), Node("s", cut, end, raw=raw[len(stem) :])]
    bare = spelled(word.replace("'", ""))
    if len(bare) == 2 and bare[0] == "x" and bare[1] == "x":
        bare = "xx"
    return [Node(bare, start, end, raw=raw)]


def tokenise(text: str) -> list[Node]:
    """The message as word, number and mark nodes. Linear in the length of the text."""
    nodes: list[Node] = []
    prepared = _prepared(text)
    for match in _TOKEN.finditer(prepared):
        kind, raw, (start, end) = match.lastgroup, match.group(), match.span()
        if kind == "number":
            nodes.append(_number(raw, start, end))
        elif kind == "texted":
            nodes.append(Node(_TEXTED[raw.lower()], start, end, raw=raw))
        elif kind == "word":
            nodes.extend(_words(raw, start, end))
        elif kind == "fraction":
            nodes.append(Node("FRACTION", start, end, _FRACTIONS[raw], _FRACTIONS[raw], raw))
        elif kind == "ten":
            nodes.append(Node("NUM", start, end, 10.0, 10.0, raw))
        elif kind == "thumb":
            nodes.append(Node(_THUMBS[raw], start, end, raw=raw))
        elif kind in {"line", "dots"}:
            nodes.append(Node("¶" if kind == "line" else "…", start, end, raw=raw))
        elif kind == "emoji":
            if nodes and nodes[-1].sym in _ENDED_BY_EMOJI:  # "nine 😢 my son jumped on me"
                nodes.append(Node("…", start, end, raw=raw))
        elif raw == "&":
            nodes.append(Node("and", start, end, raw=raw))
        elif kind == "other":
            nodes.append(Node("X", start, end, raw=raw))
        else:
            nodes.append(Node(raw, start, end, raw=raw))
    return nodes
