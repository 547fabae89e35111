"""How well the safety screen reads labelled messages: ``python -m benchmarks.safety [--json]``.

Sets: ``tests/policies/safety/cases_*.yml``; docs/evaluation.md says how each was made. The rules
alone, the second net alone and both together stand beside peers in one run. Intervals are exact
(Clopper-Pearson, 95%). Times are of one message after another, once loaded, on one thread.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import beta

from policies.safety.labelled import Labelled, read_labelled
from policies.safety.screen import Screening

CASES = Path(__file__).parents[1] / "tests" / "policies" / "safety"
SETS = tuple(sorted(file.stem.removeprefix("cases_") for file in CASES.glob("cases_*.yml")))
ALARMS = ("urgent", "emergency")
Screen = Callable[[str], Screening]

REACH = {
    "sensitivity": "sensitivity, urgent and emergency",
    "emergency_sensitivity": "emergencies flagged at least urgent",
    "false_alarms": "false alarms on harmless messages",
    "right_flag": "the right flag among those given",
    "exact_tier": "exact tier",
}
# Thirty words that any list of warning signs begins with: the least one would build.
KEYWORDS = re.compile(
    r"\b(?:suicid\w*|kill (?:myself|him|her|the baby)|want to die|end it all|hurt (?:myself|the "
    r"baby)|self.?harm|hearing voices|hits? me|chok\w+|strangl\w+|unsafe|numb\w*|can'?t (?:pee|wee|"
    r"breathe)|"
    r"incontinen\w*|chest pain|breathless|short of breath|cough\w* (?:up )?blood|faint\w*|"
    r"passed out|blood clots?|soak\w*|fever|temperature|shiver\w*|pus|swollen calf|"
    r"worst headache|blurr\w+|seizure|fit|floppy|blue|won'?t wake|not feeding)\b",
    re.IGNORECASE,
)


def load_cases(name: str) -> list[Labelled]:
    """The messages of a set."""
    return read_labelled(CASES / f"cases_{name}.yml")


def keywords(text: str) -> Screening:
    """The peer that everybody thinks of first: it knows no flags."""
    return Screening("emergency" if KEYWORDS.search(text) else "none", (), ())


def sentence_vectors(data: Path) -> Screen:
    """The peer most would build: the plain encoder and logistic regression, on the same corpus."""
    from sklearn.linear_model import LogisticRegression

    from knowledge.encoder import load_encoder
    from policies.safety.labelled import read_corpus

    encoder, corpus = load_encoder(data / "encoder"), read_corpus()
    vectors = encoder.encode([message.text for message in corpus])
    model = LogisticRegression(C=30, max_iter=300).fit(vectors, [m.label for m in corpus])

    def screen(text: str) -> Screening:
        flag, tier = str(model.predict(encoder.encode([text]))[0]).split("/")
        return Screening("none", (), ()) if flag == "none" else Screening(tier, (flag,), ())  # type: ignore[arg-type]

    return screen


def systems(data: Path, peers: bool) -> dict[str, Screen]:
    """The screen and its parts, with peers beside them."""
    from backstay.safety_net import open_second_net
    from policies.safety.screen import load_screen

    net = open_second_net(data / "safety")
    both = load_screen(second_net=net)
    ours: dict[str, Screen] = {
        "rules alone": load_screen(),
        "second net alone": partial(both.decide, ()),
        "the screen": both,
    }
    if not peers:
        return ours
    return {"keywords": keywords, "MiniLM + LR": sentence_vectors(data), **ours}


def proportion(hits: int, of: int) -> dict[str, float]:
    """A share with its exact 95% interval."""
    low = float(beta.ppf(0.025, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0
    return {"hits": hits, "of": of, "rate": hits / max(of, 1), "low": low, "high": high}


def evaluate(screen: Screen, cases: Sequence[Labelled]) -> dict[str, Any]:
    """Every figure of a set, and the messages that went wrong."""
    read, seconds = [], []
    for case in cases:
        begun = time.perf_counter()
        read.append(screen(case.text))
        seconds.append(time.perf_counter() - begun)
    pairs = list(zip(cases, read, strict=True))

    def share(
        of: Callable[[Labelled], bool], hit: Callable[[Labelled, Screening], bool]
    ) -> dict[str, float]:
        chosen = [(case, found) for case, found in pairs if of(case)]
        return proportion(sum(hit(case, found) for case, found in chosen), len(chosen))

    return {
        "messages": len(cases),
        "sensitivity": share(lambda c: c.tier in ALARMS, lambda c, s: s.tier in ALARMS),
        "emergency_sensitivity": share(
            lambda c: c.tier == "emergency", lambda c, s: s.tier in ALARMS
        ),
        "false_alarms": share(lambda c: c.flag is None, lambda c, s: s.tier in ALARMS),
        "right_flag": share(lambda c: c.flag is not None, lambda c, s: c.flag in s.flags),
        "exact_tier": share(lambda c: True, lambda c, s: c.tier == s.tier),
        "ms_p50": float(np.percentile(seconds, 50)) * 1000,
        "ms_p95": float(np.percentile(seconds, 95)) * 1000,
        "wrong": [
            {
                "text": case.text,
                "expected": [case.tier, case.flag or case.kind],
                "got": [found.tier, *found.flags],
                "because": [f"{e.flag}: {e.reason}" for e in found.evidence],
                "overruled": [f"{e.flag}.{e.rule}" for e in found.overruled],
            }
            for case, found in pairs
            if case.tier != found.tier or (case.flag is not None and case.flag not in found.flags)
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", choices=SETS, action="append", help="one or more; all if none")
    parser.add_argument("--data", type=Path, default=Path(".data"), help="where the models are")
    parser.add_argument("--peers", action="store_true", help="with the peers (a minute more)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--wrong", action="store_true", help="list the messages that went wrong")
    chosen = parser.parse_args()
    compared = systems(chosen.data, chosen.peers)
    found: dict[str, dict[str, Any]] = {}
    for name in chosen.set or SETS:
        cases = load_cases(name)
        found[name] = {system: evaluate(screen, cases) for system, screen in compared.items()}
        if not chosen.wrong:
            for figures in found[name].values():
                del figures["wrong"]
        if not chosen.json:
            _show(name, found[name])
    if chosen.json:
        print(json.dumps(found, indent=2))


def _show(name: str, found: dict[str, dict[str, Any]]) -> None:
    first = next(iter(found.values()))
    table = Table("figure", *found, title=f"{name}: {first['messages']} messages")
    for figure, words in REACH.items():
        table.add_row(words, *(_words(figures[figure]) for figures in found.values()))
    times = (f"{f['ms_p50']:.1f} / {f['ms_p95']:.1f}" for f in found.values())
    table.add_row("ms a message, p50 / p95", *times)
    Console(width=160).print(table)
    for item in found.get("the screen", {}).get("wrong", ()):
        print(f"- {item['expected']} -> {item['got']}\n    {item['text']}\n    {item['because']}")


def _words(figure: dict[str, float]) -> str:
    return f"{figure['rate']:.3f} ({figure['low']:.3f}-{figure['high']:.3f})"


if __name__ == "__main__":
    main()
