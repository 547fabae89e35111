"""The command line as people and scripts meet it, bad input above all."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path

import pytest

from records.events import AlertRaised, Draft
from records.sqlite_store import SqliteStore
from tests.conftest import ROOT, clean_environment

pytestmark = pytest.mark.servers  # each test starts the program anew


def backstay(
    *words: str, data: Path | None = None, stdin: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    if data is not None:
        settings["BACKSTAY_DATA"] = str(data)
    return subprocess.run(
        [sys.executable, "-m", "backstay", *words],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=clean_environment(**settings),
        timeout=120,
    )


def refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for words in said:
        assert words in done.stderr


def test_the_screen_answers_a_line_for_each_line() -> None:
    done = backstay("screen", stdin='{"text": "I want to die"}\n{"text": "slept well"}\n')
    first, second = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert first["tier"] in ("urgent", "emergency") and "self_harm" in first["flags"]
    assert second == {"tier": "none", "flags": [], "evidence": [], "overruled": []}


def test_without_the_second_net_the_screen_says_so_and_the_rules_answer(tmp_path: Path) -> None:
    done = backstay("screen", "I want to die", "--json", BACKSTAY_DATA=str(tmp_path))
    assert done.returncode == 0
    assert json.loads(done.stdout)["flags"] == ["self_harm"]
    assert "the rules alone decide" in done.stderr and "backstay train" in done.stderr


@pytest.mark.models
def test_an_alarm_names_the_message_it_resembles(data: Path) -> None:
    said = "nothing below my waist feels like it belongs to me when i sit on the toilet"
    done = backstay("screen", said, "--json", BACKSTAY_DATA=str(data))
    found = json.loads(done.stdout)
    assert found["tier"] == "emergency" and "cauda_equina" in found["flags"]
    assert found["evidence"][0]["like"], "the closest message of the corpus"


def test_extract_reads_what_was_asked() -> None:
    done = backstay("extract", stdin='{"text": "6", "asked": "pain_now"}\n{"text": "6"}\n')
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["values"] == {"pain_now": 6}
    assert second["values"] == {}


def test_a_broken_line_is_named_and_the_others_are_answered() -> None:
    done = backstay("extract", stdin='not json\n{"text": "pain 4"}\n{"txt": 1}\n')
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert "error" in answers[0] and "error" in answers[2]
    assert answers[1]["values"] == {"pain_now": 4}
    assert done.returncode == 1 and "Traceback" not in done.stderr


def test_an_unknown_measure_is_refused() -> None:
    refused(backstay("extract", "6", "--asked", "weight"), "weight", "pain_now")


def test_without_a_model_it_says_what_to_run(tmp_path: Path) -> None:
    for command in (("ask", "is walking safe"), ("understand", "hi"), ("bot",)):
        refused(backstay(*command, data=tmp_path), "backstay train")


def test_a_corrupt_record_is_named_and_kept(tmp_path: Path) -> None:
    record = tmp_path / "record.db"
    record.write_bytes(b"this is not a database" * 100)
    refused(backstay("participants", data=tmp_path), str(record))
    assert record.read_bytes() == b"this is not a database" * 100


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = backstay("clinic", data=tmp_path, BACKSTAY_CLINIC_PORT=port)
    refused(done, port, "BACKSTAY_CLINIC_PORT")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKSTAY_BOT_PORT", "many"),
        ("BACKSTAY_HTTPS", "yes"),
        ("BACKSTAY_DATTA", "x"),
        ("BACKSTAY_MIN_AGE", "adult"),
        ("BACKSTAY_COUNTRIES", "England"),
        ("BACKSTAY_RETENTION_DAYS", "7"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    refused(backstay("participants", **{name: value}), name)


def test_a_broken_article_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text("---\ntopic: [\n---\n## Nothing\n")
    done = backstay("knowledge", "check", str(tmp_path))
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "broken.md" in done.stdout


def test_nobody_by_that_name(tmp_path: Path) -> None:
    for command in (("export", "nobody"), ("forget", "nobody", "--yes"), ("resume", "nobody")):
        refused(backstay(*command, data=tmp_path), "nobody")


def test_forgetting_takes_everything_and_leaves_a_note(tmp_path: Path) -> None:
    now = datetime.now(timezone.utc)
    store = SqliteStore(tmp_path / "record.db")
    her, other = store.join("web", "a", now), store.join("web", "b", now)
    store.append(her, Draft(AlertRaised("urgent", ("numbness",), "m"), now))
    (tmp_path / "motivation.json").write_text("{}")
    with closing(sqlite3.connect(tmp_path / "rasa.db")) as tracker, tracker:
        tracker.execute("create table events (sender_id text, data text)")
        said = [(her, "her secret words"), (other, "hers")]
        tracker.executemany("insert into events values (?, ?)", said)
    done = backstay("forget", store.participant(her).alias, "--yes", data=tmp_path)
    assert done.returncode == 0 and "still verifies" in done.stdout
    assert store.read(her) == [] and not (tmp_path / "motivation.json").exists()
    assert b"her secret words" not in (tmp_path / "rasa.db").read_bytes()
    assert b"hers" in (tmp_path / "rasa.db").read_bytes()
    listed = backstay("participants", data=tmp_path).stdout
    assert "somebody erased (operator); open alerts lost: urgent" in listed and her not in listed
    assert backstay("verify", data=tmp_path).returncode == 0


def test_secrets_are_made_once_and_are_private(tmp_path: Path) -> None:
    from backstay.settings import Settings

    environment = {"BACKSTAY_DATA": str(tmp_path / "new")}
    first = Settings.load(environment).internal_token
    assert Settings.load(environment).internal_token == first and len(first) >= 32
    assert (tmp_path / "new" / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_every_setting_is_in_the_readme_and_nowhere_else_in_the_code() -> None:
    from backstay.variables import VARIABLES

    readme = (ROOT / "README.md").read_text()
    for name in VARIABLES:
        assert f"`{name}`" in readme
    for folder in ("bot", "scheduler", "clinic", "knowledge", "policies", "records"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"(environ|getenv).*BACKSTAY_", path.read_text())
