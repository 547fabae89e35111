"""`backstay analyse nudges` as the person who runs it reads it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from backstay.cli import app
from policies.motivation.messages import messages
from records.events import CheckinDecided, CheckinOutcome, Draft
from records.sqlite_store import SqliteStore
from tests.policies.motivation.micro_trial import trial

START = datetime(2026, 6, 1, 8, 0, tzinfo=timezone.utc)
IDS = {family: next(m.id for m in messages() if m.family == family) for family in ("goal", "rest")}
ELIGIBLE = tuple((message, 0.5) for message in IDS.values())


def _run(folder: Path, *words: str) -> Result:
    environment = {"BACKSTAY_DATA": str(folder), "COLUMNS": "80"}
    return CliRunner().invoke(app, ["analyse", "nudges", *words], env=environment)


def _answer(folder: Path) -> dict[str, Any]:
    done = _run(folder, "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.output))


def _fill(
    folder: Path,
    channel: str,
    mothers: int = 30,
    points: int = 24,
    seed: int = 1,
    adds: float = 0.3,
) -> None:
    """A record of mothers for whom a message adds that much to the chance of taking part."""
    rng = np.random.default_rng(seed)
    seen = trial(rng, mothers, points, difference=(adds, adds))
    store = SqliteStore(folder / "record.db")
    her = [store.join(channel, f"{channel} {n}", START) for n in range(mothers)]
    drafts: dict[str, list[Draft]] = {participant: [] for participant in her}
    for n, chance, written, took_part in zip(
        range(len(seen.person)), seen.probability, seen.written, seen.outcome, strict=True
    ):
        at = START + timedelta(days=float(seen.time[n]))
        checkin = f"{her[seen.person[n]]}:{at.date()}:daily"
        family = ("goal", "rest")[int(rng.random() < 0.5)] if written else None
        decided = CheckinDecided(
            checkin, at.isoformat(), "send" if written else "silent", "why", arm="learned",
            probability=float(chance), family=family, message=IDS[family] if family else None,
            eligible=ELIGIBLE,
        )  # fmt: skip
        outcome = CheckinOutcome(checkin, bool(took_part), None, False, float(took_part))
        drafts[her[seen.person[n]]] += [Draft(decided, at), Draft(outcome, at)]
    for participant, those in drafts.items():
        store.append(participant, *those)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    _fill(folder, "web")
    return folder


def test_it_says_in_words_what_a_message_did(record: Path) -> None:
    done = _run(record)
    assert done.exit_code == 0, done.output
    assert "720 decision points of 30 mothers" in done.output
    assert "A message raised taking part by" in done.output
    assert "times as often" in done.output
    assert "over time" in done.output and "week 1" in done.output
    assert "SIMULATED" not in done.output


def test_each_family_and_each_policy_has_a_line(record: Path) -> None:
    said = _run(record).output

    def line(name: str) -> str:
        return next(line for line in said.splitlines() if line.startswith(f"{name} "))

    assert "< 0.001" in line("goal") and "-o-" in line("goal")
    assert "Not yet for checkin, encouragement, tiny exercise" in said
    for policy in ("always", "never", "a coin", "dose rule"):
        assert " to " in line(policy)


def test_the_tables_fit_a_small_terminal(record: Path) -> None:
    lines = _run(record).output.splitlines()
    assert max(len(line) for line in lines if "  " in line) <= 80
    assert sum(line.startswith(" ") for line in lines) == 3, "the headings, and no row goes on"


def test_json_holds_the_same_figures(record: Path) -> None:
    answer = _answer(record)
    effect = answer["difference"]["estimate"]
    assert effect["low"] < 0.3 < effect["high"] and effect["p"] < 0.001
    assert answer["simulated"] is False
    assert [family["name"] for family in answer["families"] if family["estimate"]] == [
        "goal",
        "rest",
    ]
    always = answer["policies"][1]
    assert always["name"] == "always" and always["value"]["gain"]["low"] > 0


def test_an_effect_that_is_not_clear_is_not_claimed(tmp_path: Path) -> None:
    _fill(tmp_path, "web", adds=0.0, seed=3)
    done = _run(tmp_path)
    assert "No clear effect of a message" in done.output
    assert "raised" not in done.output and "lowered" not in done.output


def test_simulated_mothers_are_marked(tmp_path: Path) -> None:
    _fill(tmp_path, "simulated")
    assert _run(tmp_path).output.startswith("SIMULATED mothers")
    assert _answer(tmp_path)["simulated"] is True


def test_simulated_mothers_are_never_mixed_with_others(tmp_path: Path, record: Path) -> None:
    _fill(tmp_path, "web")
    _fill(tmp_path, "simulated", mothers=20, adds=-0.2)
    mixed, alone = _answer(tmp_path), _answer(record)
    assert mixed["simulated"] is False and mixed["simulated_left_out"] == 20
    assert mixed["points"] == alone["points"]
    assert mixed["difference"]["estimate"] == pytest.approx(alone["difference"]["estimate"])
    assert "20 simulated mothers are left out" in _run(tmp_path).output


def test_with_few_mothers_it_says_what_is_missing(tmp_path: Path) -> None:
    _fill(tmp_path, "web", mothers=4)
    done = _run(tmp_path)
    assert done.exit_code == 0
    assert "can't be said yet. 4 mothers: at least 10 are needed." in done.output
    assert _answer(tmp_path)["difference"]["estimate"] is None


def test_an_empty_record_is_no_fault(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert done.exit_code == 0
    assert "There is nothing to analyse yet." in done.output
    assert _answer(tmp_path)["points"] == 0
