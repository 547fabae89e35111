"""Text as typed -> words the screen can compare, each knowing where it stood in the original.

Folding is per character (case, accents, look-alike letters, invisible characters), so that every
folded character keeps the offset of the one it came from and evidence can be shown in her words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

# Cyrillic and Greek letters that are drawn like Latin ones.
_LOOKALIKES = dict(
    zip(
        "авекмнорстухіјѕѡԁɡӏαβεικνορτυχѵ",
        "abekmhopctyxijswdglabeiknoptuxv",
        strict=True,
    )
)
_QUOTES = dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07\u2032", "'")
_SPACES = dict.fromkeys("\u00a0\u2028\u2029\u3000", " ")
# What may split a word without anybody seeing it: soft hyphen, zero-width and direction marks.
_INVISIBLE = frozenset("\u00ad\u034f\u180e\ufe0e\ufe0f")

_MARKUP = re.compile(r"</?[a-z][^<>]{0,200}>")
_PIECE = re.compile(
    r"(?P<number>\d+(?:[.,/:]\d+)*)"
    r"|(?P<word>[a-z]+(?:['*@$!0-9]+[a-z]+)*)"
    r"|(?P<stop>[.!?\n]+)"
    r"|(?P<comma>[,;:()\[\]\u2013\u2014\u2026]+|\s-+\s)"
)
# Written without their apostrophe these would become other words.
_KEEP_APOSTROPHE = frozenset(
    ["i'll", "we'll", "we're", "she'll", "he'll", "we'd", "she'd", "he'd", "i'd"]
)
# "leg's" is a leg, but "it's" and "he's" are words of the concepts.
_KEEP_S = frozenset(
    f"{word}'s" for word in ("it", "he", "she", "that", "there", "what", "who", "how", "here")
)
# Two words that are one to the concepts.
JOIN = {
    **{
        (verb, "not"): joined
        for verb, joined in {
            "can": "cant", "could": "couldnt", "do": "dont", "does": "doesnt", "did": "didnt",
            "is": "isnt", "was": "wasnt", "are": "arent", "were": "werent", "has": "hasnt",
            "have": "havent", "had": "hadnt", "will": "wont", "would": "wouldnt",
            "should": "shouldnt",
        }.items()
    },
    ("c", "section"): "csection", ("pre", "eclampsia"): "preeclampsia", ("any", "more"): "anymore",
    ("right", "now"): "rightnow", ("no", "one"): "noone", ("blood", "pressure"): "bp",
    ("self", "harm"): "selfharm", ("self", "harmed"): "selfharm", ("self", "harming"): "selfharm",
    ("my", "self"): "myself", ("can", "t"): "cant", ("don", "t"): "dont", ("won", "t"): "wont",
}  # fmt: skip
_SAME = {
    "cannot": "cant", "i'd": "id", "couldn": "couldnt", "carnt": "cant", "dnt": "dont",
    "dosent": "doesnt", "cnt": "cant", "cudnt": "couldnt", "wudnt": "wouldnt", "pian": "pain",
    "hav": "have", "iv": "ive", "wen": "when",
    "doesn": "doesnt", "havnt": "havent", "hasn": "hasnt", "ain": "aint",
    "u": "you", "ur": "your", "cuz": "because", "coz": "because", "cos": "because",
    "bc": "because", "bcos": "because", "n": "and", "w": "with", "b4": "before",
    "wiv": "with", "tho": "though", "rn": "rightnow", "meself": "myself", "mi": "my",
    "mself": "myself", "myslf": "myself", "gunna": "gonna", "goin": "going",
    "gettin": "getting", "feelin": "feeling", "nuthin": "nothing", "nothin": "nothing",
    "somethin": "something", "havin": "having", "bin": "been",
    "ppl": "people", "bby": "baby", "hubby": "husband", "hubbys": "husbands",
}  # fmt: skip
STOP_DISTANCE = 4  # a full stop counts as this many words when nearness is measured


@dataclass(frozen=True)
class Word:
    """One word or number: its comparable form, its span in the original text, its place."""

    form: str
    start: int
    end: int
    place: int  # words from the start of the message, full stops counted as several
    sentence: int
    clause: int  # counts commas and stops
    after: str  # what precedes it: "" (a word), "comma", "stop" or "question"


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    if char in _INVISIBLE or unicodedata.category(char) == "Cf":
        return ""
    if char in _QUOTES:
        return "'"
    if char in _SPACES:
        return " "
    plain = unicodedata.normalize("NFKD", char.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(_LOOKALIKES.get(c, _QUOTES.get(c, c)) for c in plain)


def fold(text: str) -> tuple[str, list[int] | None]:
    """The folded text and, unless the offsets are the same, the original offset of each char."""
    if text.isascii():
        return text.lower().replace("`", "'"), None
    folded: list[str] = []
    offsets: list[int] = []
    for at, char in enumerate(text):
        plain = _fold(char)
        folded.append(plain)
        offsets.extend([at] * len(plain))
    return "".join(folded), offsets


def _form(raw: str) -> str:
    word = re.sub(r"([a-z])\1{2,}", r"\1\1", raw)  # sooooo
    if word.endswith("'s") and word not in _KEEP_S:
        word = word[:-2]
    if "'" in word and word not in _KEEP_APOSTROPHE:
        word = word.replace("'", "")
    return _SAME.get(word, word)


def words(text: str) -> list[Word]:
    """The words and numbers of a message, in order. Linear in the length of the text."""
    folded, offsets = fold(text)
    folded = _MARKUP.sub(lambda found: " " * len(found.group()), folded)
    found: list[Word] = []
    place = sentence = clause = 0
    after = "stop"
    for piece in _PIECE.finditer(folded):
        kind = piece.lastgroup
        if kind == "stop":
            # "so tired..." trails off rather than ends; a decimal point never gets here.
            trails = piece.group().startswith("..") and "\n" not in piece.group()
            clause += 1
            if trails:
                after = after or "comma"
                continue
            after = "question" if "?" in piece.group() else "stop"
            sentence += 1
            place += STOP_DISTANCE
            continue
        if kind == "comma":
            clause += 1
            after = after or "comma"
            continue
        start, last = piece.start(), piece.end() - 1
        if offsets is not None:
            start, last = offsets[start], offsets[last]
        form = _form(piece.group())
        previous = found[-1] if found else None
        if previous and not after and (joined := JOIN.get((previous.form, form))):
            found[-1] = replace(previous, form=joined, end=last + 1)
            continue
        found.append(Word(form, start, last + 1, place, sentence, clause, after))
        place += 1
        after = ""
    return found
