"""The researcher's export: enough for statistics, too little to tell who somebody is."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.entry.accounts import Accounts
from clinic.exports.anonymity import SUPPRESSED, K, generalised, pseudonym
from clinic.exports.research import PARTICIPANTS, ExportRefused, Purpose, research_files
from clinic.exports.study import DECISIONS
from policies.motivation.analysis.points import decision_points, from_columns
from policies.motivation.analysis.report import analyse
from policies.motivation.features import FEATURES
from policies.motivation.messages import messages
from policies.motivation.reward import reward
from records.events import (
    CheckinDecided,
    CheckinOutcome,
    ConsentGiven,
    ConsentRefused,
    Draft,
    MessageReceived,
    ProfileChanged,
    ValueCorrected,
    ValueRecorded,
)
from records.sqlite_store import SqliteStore
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe
from tests.conftest import ROOT

PURPOSE = Purpose("quality", "QI-7")
JOINED = NOW - timedelta(days=30)
SECRET = "my mother in law"


def mother(
    store: SqliteStore,
    number: int,
    *,
    weeks: int = 9,
    birth: str | None = "vaginal",
    points: int = 20,
    channel: str = "web",
) -> str:
    her = store.join(channel, f"+4477009000{number:02}", JOINED + timedelta(minutes=number))
    born = (JOINED - timedelta(weeks=weeks)).date().isoformat()
    store.append(
        her,
        Draft(MessageReceived(channel, SECRET), JOINED),
        Draft(ConsentGiven("2026-1", "m"), JOINED),
        Draft(ProfileChanged("m", born, birth, "America/New_York", "19:30"), JOINED),
    )
    luck = random.Random(number)
    for day in range(points):
        due = JOINED + timedelta(days=day, hours=9)
        key = f"{her}:{due.date().isoformat()}:daily"
        chance, draw = round(luck.uniform(0.2, 0.8), 3), luck.random()
        action: Any = "refuse" if day % 7 == 6 else "send" if draw < chance else "silent"
        told = () if action == "refuse" else (chance, draw)
        decided = CheckinDecided(
            key, due.isoformat(), action, "nothing stands against it", "learned", "v1", *told,
            features=tuple((name, 1.0) for name in FEATURES), dose=(0.5, 0.1),
            family="checkin" if action == "send" else None,
            message="checkin_1" if action == "send" else None, eligible=(("checkin_1", 1.0),),
            why=("you like evenings",),
        )  # fmt: skip
        took_part = luck.random() < (0.6 if action == "send" else 0.3)
        outcome = CheckinOutcome(key, took_part, 12.4, False, reward(took_part, False))
        store.append(her, Draft(decided, due), Draft(outcome, due + timedelta(hours=20)))
    return her


@pytest.fixture
def mothers(store: SqliteStore) -> list[str]:
    return [mother(store, number) for number in range(12)]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), "")))


def export(store: SqliteStore, key: str = "key") -> dict[str, bytes]:
    return research_files(store, key, PURPOSE, NOW)


# --- what it is good for ---


def test_effects_can_be_estimated_from_it_as_from_the_log(
    store: SqliteStore, mothers: list[str]
) -> None:
    left = [r for r in rows(export(store)["decisions.csv"]) if r["probability"]]
    from_log = decision_points(store.read(kinds=("checkin_decided", "checkin_outcome")))
    from_file = from_columns(
        person=[r["participant"] for r in left],
        day=[int(r["day"]) for r in left],
        written=[r["action"] == "send" for r in left],
        probability=[float(r["probability"]) for r in left],
        took_part=[r["took_part"] == "true" for r in left],
    )
    ours, theirs = analyse(from_file), analyse(from_log)
    assert len(from_file.person) == len(from_log.person) > 150
    assert ours.difference.estimate is not None and theirs.difference.estimate is not None
    assert ours.difference.estimate.value == pytest.approx(theirs.difference.estimate.value)
    assert ours.difference.estimate.se == pytest.approx(theirs.difference.estimate.se)


def test_mean_rewards_and_inverse_probability_weights_agree(
    store: SqliteStore, mothers: list[str]
) -> None:
    told = rows(export(store)["decisions.csv"])
    events = store.read(kinds=("checkin_decided", "checkin_outcome"))
    rewards = {e.body.checkin: e.body.reward for e in events if isinstance(e.body, CheckinOutcome)}
    for action in ("send", "silent"):
        here = [float(r["reward"]) for r in told if r["action"] == action]
        there = [
            rewards[e.body.checkin]
            for e in events
            if isinstance(e.body, CheckinDecided) and e.body.action == action
        ]
        assert np.mean(here) == pytest.approx(np.mean(there))
        weighted = [
            float(r["reward"])
            / (float(r["probability"]) if action == "send" else 1 - float(r["probability"]))
            for r in told
            if r["action"] == action
        ]
        ips = [
            rewards[e.body.checkin]
            / (e.body.probability if action == "send" else 1 - e.body.probability)  # type: ignore[operator]
            for e in events
            if isinstance(e.body, CheckinDecided) and e.body.action == action
        ]
        assert sum(weighted) == pytest.approx(sum(ips))
    for row in told:
        if row["draw"]:
            assert (row["action"] == "send") == (float(row["draw"]) < float(row["probability"]))


def test_what_followed_is_there_with_its_correction(store: SqliteStore, mothers: list[str]) -> None:
    her, at = mothers[0], JOINED + timedelta(hours=11)
    day = at.date().isoformat()
    (old,) = store.append(
        her, Draft(ValueRecorded("pain_now", 8.0, day, "m", 0, 1, "grammar-1"), at)
    )
    store.append(her, Draft(ValueCorrected(old.id, 6.0, "amara", "typo"), at + timedelta(days=9)))
    (first,) = [
        r
        for r in rows(export(store)["decisions.csv"])
        if r["participant"] == pseudonym("key", her) and r["point"] == "1"
    ]
    assert (first["next_pain_now"], first["next_mood"]) == ("6", "")
    # joined at 14:00 UTC; due at 23:00 UTC is evening in New York
    assert (first["day"], first["local_hour"], first["slot"]) == ("0", "19", "daily")
    assert (first["replied_minutes"], first["feature_evening"]) == ("12", "1.0")


def test_json_lines_are_the_same_rows_typed(store: SqliteStore, mothers: list[str]) -> None:
    files = export(store)
    lines = [json.loads(line) for line in files["decisions.jsonl"].decode().splitlines()]
    told = rows(files["decisions.csv"])
    assert len(lines) == len(told) == 12 * 20
    assert list(lines[0]) == list(told[0]) == list(DECISIONS)
    assert isinstance(lines[0]["reward"], float) and isinstance(lines[0]["available"], bool)


# --- what it must not tell ---


def test_nothing_in_it_leads_to_somebody(store: SqliteStore, mothers: list[str]) -> None:
    text = b"".join(export(store).values()).decode()
    people = store.participants()
    ids = [event.id for event in store.read()]
    for secret in (
        *mothers, *ids, *(p.alias for p in people), *(p.channels[0].address for p in people),
        SECRET, "New_York", "you like evenings",
    ):  # fmt: skip
        assert secret not in text
    assert set(re.findall(r"\d{4}-\d\d-\d\d", text)) == {"2026-11-22"}  # when it was exported


def test_decision_points_do_not_date_the_birth_nor_tell_of_it(store: SqliteStore) -> None:
    """A feature that changes on one day, and the templates that fitted, undo the grouping."""
    templates = ("rest-early-weeks", "checkin-nearly-done", "gone-since")
    lost = next(each.id for each in messages() if "loss" in each.all_of)
    for number, template in enumerate((*templates, lost, "checkin-nearly-done")):
        her = mother(store, number, points=0)
        decided = CheckinDecided(
            f"{her}:2026-11-01:daily", NOW.isoformat(), "send", "nothing stands against it",
            features=(("early weeks", 1.0), ("evening", 1.0)), family="rest", message=template,
            eligible=((template, 0.5), (lost, 0.5)),
        )  # fmt: skip
        store.append(her, Draft(decided, NOW))
    files = export(store)
    told = Counter(row["message"] for row in rows(files["decisions.csv"]))
    assert told == {SUPPRESSED: 3, "checkin-nearly-done": 2}
    text = b"".join(files.values()).decode()
    assert "early_weeks" not in text and lost not in text


def test_only_who_agrees_now(store: SqliteStore, mothers: list[str]) -> None:
    store.append(mothers[0], Draft(ConsentRefused("2026-1", "m"), NOW))
    store.join("web", "never answered", NOW)
    names = {r["participant"] for r in rows(export(store)["participants.csv"])}
    assert names == {pseudonym("key", her) for her in mothers[1:]}
    assert names == {r["participant"] for r in rows(export(store)["decisions.csv"])}


def test_pseudonyms_join_exports_until_the_key_is_another(
    store: SqliteStore, mothers: list[str]
) -> None:
    def names(key: str) -> set[str]:
        return {r["participant"] for r in rows(export(store, key)["participants.csv"])}

    assert names("key") == names("key")
    assert not names("key") & names("other")


def test_who_stands_out_is_made_coarser(store: SqliteStore) -> None:
    for number in range(6):
        mother(store, number, points=1)
    mother(store, 6, birth="caesarean", points=1)
    mother(store, 7, weeks=60, points=1)
    told = rows(export(store)["participants.csv"])
    groups = Counter((r["weeks_since_birth"], r["birth_kind"]) for r in told)
    assert min(groups.values()) >= K
    assert not any(r["weeks_since_birth"] == "52+" for r in told)
    assert len(told) == 8


def test_few_people_are_not_exported(store: SqliteStore) -> None:
    for number in range(K - 1):
        mother(store, number, points=1)
    with pytest.raises(ExportRefused, match="Fewer than 5"):
        export(store)
    for number in range(10, 10 + K):  # simulated people don't hide real ones
        mother(store, number, points=1, channel="simulated")
    files = export(store)
    assert {r["simulated"] for r in rows(files["participants.csv"])} == {"true"}
    assert "agree: 4." in files["README.md"].decode()


@given(
    people=st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("xy")), min_size=K, max_size=60
    )
)
def test_groups_are_never_smaller_than_k(people: list[tuple[str, str]]) -> None:
    found = generalised(people)
    assert min(Counter(found).values()) >= K
    for (weeks, birth), (shown_weeks, shown_birth) in zip(people, found, strict=True):
        assert shown_weeks in (weeks, SUPPRESSED) and shown_birth in (birth, SUPPRESSED)


# --- the page ---


def test_a_researcher_says_what_for_and_it_is_noted(
    store: SqliteStore,
    accounts: Accounts,
    mothers: list[str],
    signed_in: Callable[..., Browser],
) -> None:
    rosa = signed_in("rosa", "researcher")
    assert "Research export" in rosa.get("/research")
    assert "Say what it is for" in rosa.act("/research", 422, reference="REC 23/1")
    page = rosa.act("/research", 422, purpose="research", reference="<b>\n")
    assert "Name the project" in page and "<b>" not in page
    answer = rosa.client.post(
        "/research",
        data={"token": rosa.token(), "purpose": "research", "reference": "REC 23/1"},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.headers["content-disposition"] == (
        'attachment; filename="backstay-research-2026-11-22.zip"'
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        assert "Approved research, REC 23/1" in zipped.read("README.md").decode()
        assert len(rows(zipped.read("participants.csv"))) == 12
    noted = [e for e in accounts.audit.entries(limit=20) if e.verb == "export_research"]
    assert ("rosa", "research: REC 23/1") in {(e.who, e.detail) for e in noted}


def test_with_few_people_the_page_says_so(
    store: SqliteStore, signed_in: Callable[..., Browser]
) -> None:
    rosa = signed_in("rosa", "researcher")
    page = rosa.act("/research", 422, purpose="quality", reference="QI 7")
    assert "Fewer than 5 participants agree" in page and 'value="QI 7"' in page


def test_clinicians_are_not_researchers(amara: Browser) -> None:
    amara.get("/research", status=403)


def test_the_columns_are_documented() -> None:
    text = (ROOT / "docs" / "data-dictionary.md").read_text()
    for name, columns in (("participants", PARTICIPANTS), ("decisions", DECISIONS)):
        section = text.split(f"### {name}.csv\n", 1)[1].split("\n#", 1)[0]
        assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)) == columns


def test_simulated_people_are_marked_among_real_ones(
    store: SqliteStore, mothers: list[str], full_record: SqliteStore
) -> None:
    for number in range(20, 20 + K):
        Scribe(store, str(number)).onboard(weeks=9)
    marks = Counter(r["simulated"] for r in rows(export(store)["participants.csv"]))
    assert marks == {"false": 12, "true": K}
