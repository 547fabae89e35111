"""Her words, and the articles' words for the same things."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

SYNONYMS = Path(__file__).parent / "synonyms.yml"
MOST = 40
"""Words of a message that are looked up."""

# Words that carry no subject. BM25 gives them little weight, but a refusal looks at the share of
# her words an article holds, and there they would count.
STOPWORDS = frozenset(
    """a about after again all am an and any anyone are as at be been but by can cause could did do
    does doing done don else ever feel feels for from get gets getting going gonna good got had has
    have having hello help hi how i if im in into is it its ive just keep know like ll long make
    makes making many maybe me mean more much my myself need no not now of ok okay on one or other
    our out please put really re s safe should since so some still sure t than thanks that the
    their them then there these they thing things think this those time to too try trying up us
    use ve very want was way we well were what whats when where which while who whole why will with
    without would wrong yes you your""".split()
)


def words(text: str) -> list[str]:
    """The words of a text that carry a subject: lower case, each once, in order, at most 40."""
    found = dict.fromkeys(re.findall(r"[^\W_]+", text.lower()))
    return [word for word in found if len(word) > 1 and word not in STOPWORDS][:MOST]


def expand(text: str, terms: list[str]) -> list[tuple[str, ...]]:
    """Each of her words, or phrases of hers that synonyms.yml lists, with the articles' words.

    >>> expand("my bum bone hurts", ["bum", "bone", "hurts"])
    [('bum', 'bone', 'tailbone', 'coccyx'), ('hurts',)]
    """
    plain = " " + " ".join(re.findall(r"[^\W_]+", text.lower())) + " "
    groups: list[tuple[str, ...]] = []
    left = list(terms)
    for lay, meant in _synonyms().items():
        if f" {lay} " in plain:
            own = [word for word in lay.split() if word in left]
            left = [word for word in left if word not in own]
            groups.append((*own, *meant))
    return groups + [(word,) for word in left]


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    table = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    # Longest first: "c section scar" before "c section".
    return {lay: tuple(table[lay]) for lay in sorted(table, key=len, reverse=True)}
