"""Which cue a number belongs to in its clause: "pain 6 mood 5", "6 pain 5 mood", "8 at worst"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.capture import lexicon
from bot.capture.nodes import Node
from bot.capture.scope import Clause

CUES = frozenset(
    {"PAIN", "WORST", "WORSTISH", "LEAST", "MOOD", "LOW", "FEEL", "SLEEP", "WAKE", "SCALE"}
)
SCORELIKE = frozenset({"NUM", "RNG", "SCORE"})
_COUNTED = frozenset({"WAKE", "SLEEP"})
_REACH = 14
_LINKS = lexicon.words(
    "for on in with my the of a an both lower back current overall s wise and - NOW TODAY NIGHT "
    "worth"
)
_WORST_LINKS = lexicon.words("TODAY NIGHT my the so far")
_BINDING = lexicon.words("for with on")
_ASIDE = lexicon.words(
    ": = - s NOW TODAY NIGHT EARLIER PAST has had have very much "
    "na dey wise are check rating status update report count far level for did tbh terrible awful "
    "bad "
    "rough horrible worse better rubbish ~ + ? what worst both from "
    "between dropped went gone eased crept risen climbed fell fallen jumped improved moved"
)
WAKE_NOUNS = ("waking", "wake", "night")  # how the nouns among the WAKE phrases begin
SMALL = lexicon.HEDGES | _ASIDE


def tight(nodes: Sequence[Node], first: int, last: int) -> bool:
    """Only small words between the two places."""
    low, high = sorted((first, last))
    return all(n.sym in SMALL or n.sym.endswith("ly") for n in nodes[low + 1 : high])


def pairs(clause: Clause) -> dict[int, tuple[int, bool]]:
    """For each number with a cue: the cue's place, and whether it is the cue's first number."""
    nodes = clause.nodes
    places = [i for i, node in enumerate(nodes) if node.sym in SCORELIKE]
    taken: set[int] = set()
    out: dict[int, tuple[int, bool]] = {}
    number_first = False
    for place in places:
        left, right = _left(nodes, place), _right(nodes, place)
        if left is not None and nodes[place].sym == "SCORE" and nodes[left].sym in _COUNTED:
            left = None  # "woke with a 3 out of 10 backache"
        if place == places[0]:
            shared = len(places) > 1 and sum(node.sym in CUES for node in nodes) == 1
            given = right is not None and shared and _answered(nodes, right)
            number_first = left is None and right is not None and not given
        cue = _choose(nodes, left, right, place, taken, number_first)
        if cue is not None:
            out[place] = (cue, cue not in taken)
            taken.add(cue)
    return out


def _left(nodes: Sequence[Node], place: int) -> int | None:
    for i in range(place - 1, max(-1, place - _REACH), -1):
        if nodes[i].sym in CUES:
            return _worst_before(nodes, i) if nodes[i].sym == "PAIN" else i
    return None


def _worst_before(nodes: Sequence[Node], pain: int) -> int:
    """ "at its worst my back was a 7": the worst, where nothing but small words is between."""
    for i in range(pain - 1, -1, -1):
        if nodes[i].sym == "WORST":
            return i
        if nodes[i].sym not in _WORST_LINKS:
            break
    return pain


def _right(nodes: Sequence[Node], place: int) -> int | None:
    for i in range(place + 1, min(place + 6, len(nodes))):
        if nodes[i].sym in CUES - {"FEEL"}:
            noun = nodes[i].sym != "WAKE" or nodes[i].raw.lower().startswith(WAKE_NOUNS)
            return i if noun else None
        if nodes[i].sym not in _LINKS:
            return None
    return None


def _choose(
    nodes: Sequence[Node],
    left: int | None,
    right: int | None,
    place: int,
    taken: set[int],
    number_first: bool,
) -> int | None:
    fresh_left = left is not None and left not in taken
    if right is not None and right not in taken:
        linked = any(node.sym in _BINDING for node in nodes[place + 1 : right])
        at_worst = nodes[right].sym in {"WORST", "LEAST"} and nodes[right].raw.lower().startswith(
            "at"
        )
        if linked or at_worst or number_first or not (fresh_left or _answered(nodes, right)):
            return right
        if (
            fresh_left
            and left is not None
            and not tight(nodes, left, place)
            and not _answered(nodes, right)
        ):
            return right
    return left


def _answered(nodes: Sequence[Node], cue: int) -> bool:
    """Whether a number of its own follows the cue."""
    for node in nodes[cue + 1 : cue + 4]:
        if node.sym in SCORELIKE:
            return True
        if node.sym not in SMALL:
            return False
    return False
