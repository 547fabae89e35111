"""A clinician takes a participant's record along: as far as she lets the clinic see it."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest

from clinic.exports.private import WORDS, without_words
from clinic.exports.tables import COLUMNS
from records.events import (
    BODIES,
    ActivitiesNamed,
    BarrierReported,
    Draft,
    GoalSet,
    ItemAnswered,
    QuestionnaireScored,
    ValueCorrected,
)
from records.export import export_participant
from records.record_file import read_record
from records.sqlite_store import SqliteStore
from records.store import RestoreRefused
from tests.clinic.browser import Browser
from tests.clinic.fhir_validators import check
from tests.clinic.simulated_people import NOW, Scribe
from tests.clinic.test_words_kept_private import DANGER, Told
from tests.conftest import ROOT

SECRETS = ("mother in law", "turmeric", "obbing", "marathon", "carrying him")


@pytest.fixture
def her(store: SqliteStore) -> Told:
    """With words in every place that the record has for them."""
    told = Told(store)
    told._append(GoalSet("run a marathon", told.diary, 0, 3))
    told._append(BarrierReported("baby", "2026-11-22", told.diary, 0, 3))
    told._append(ActivitiesNamed(("carrying him",), told.diary, ((0, 3),)))
    item = told._append(ItemAnswered("psfs", 1, "psfs_1", 3.0, "2026-11-22", told.diary, 0, 3))
    told._append(QuestionnaireScored("psfs", 1, 3.0, None, (item,), "2026-11-22"))
    return told


def download(browser: Browser, her: str, form: str) -> tuple[str, bytes]:
    answer = browser.client.get(f"/participants/{her}/export/{form}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    (name,) = re.findall(r'^attachment; filename="([a-z0-9.-]+)"$',
                         answer.headers["content-disposition"])  # fmt: skip
    return name, answer.content


def tables(content: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return {
            name: list(csv.DictReader(io.StringIO(zipped.read(name).decode("utf-8-sig"), "")))
            for name in zipped.namelist()
        }


def everything(content: bytes) -> str:
    """All text of a download."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            return "".join(zipped.read(name).decode() for name in zipped.namelist())
    return content.decode()


def test_her_page_leads_to_the_downloads(her: Told, amara: Browser) -> None:
    page = amara.get(f"/participants/{her.id}")
    for form in ("json", "fhir", "csv"):
        assert f'href="/participants/{her.id}/export/{form}"' in page
        name, content = download(amara, her.id, form)
        assert her.alias in name
        assert all(secret in everything(content) for secret in SECRETS[:1]), form


def test_json_is_the_whole_record(her: Told, amara: Browser, tmp_path: Path) -> None:
    _, content = download(amara, her.id, "json")
    whole = export_participant(her.store, her.id)
    assert json.loads(content) == whole
    other = SqliteStore(tmp_path / "other.db")
    read_record(content).restore(other)
    assert export_participant(other, her.id) == whole


def test_fhir_is_valid(her: Told, amara: Browser) -> None:
    check(json.loads(download(amara, her.id, "fhir")[1]))


def test_csv_has_what_the_pages_show(her: Told, amara: Browser) -> None:
    found = tables(download(amara, her.id, "csv")[1])
    assert set(found) == {"values.csv", "alerts.csv", "messages.csv", "nudges.csv"}
    pain = found["values.csv"][0]
    assert (pain["measure"], pain["value"], pain["words"]) == ("pain_now", "6", "pain 6")
    assert found["alerts.csv"][0]["message"] == DANGER
    assert {row["simulated"] for rows in found.values() for row in rows} == {"true"}


def test_csv_says_who_corrected_a_value_and_why(her: Told, amara: Browser) -> None:
    pain = next(v for v in her.store.values(her.id) if v.measure == "pain_now")
    wrong = ValueCorrected(pain.id, 4, "amara", "she meant her hip")
    her.store.append(her.id, Draft(wrong, NOW))
    rows = {row["id"]: row for row in tables(download(amara, her.id, "csv")[1])["values.csv"]}
    old = rows[pain.id]
    assert (old["status"], old["corrected_by"], old["reason"]) == (
        "superseded", "amara", "she meant her hip",
    )  # fmt: skip
    assert [row["value"] for row in rows.values() if row["supersedes"] == pain.id] == ["4"]


def test_numbers_only_holds_for_every_download(her: Told, amara: Browser) -> None:
    her.chooses(words=False)
    for form in ("json", "fhir", "csv"):
        text = everything(download(amara, her.id, form)[1])
        for secret in (*SECRETS, '"baby"'):
            assert secret not in text, (form, secret)
        assert DANGER in text and "pain" in text.lower(), form
        assert "Please call 999 now." in text or form == "fhir", form
    bundle = json.loads(download(amara, her.id, "fhir")[1])
    check(bundle)
    assert "masked" in json.dumps(bundle) and DANGER in json.dumps(bundle)
    with pytest.raises(RestoreRefused, match="without her words"):
        read_record(download(amara, her.id, "json")[1])


def test_a_kind_of_event_says_whether_it_holds_words() -> None:
    """A new field that can hold text is one of WORDS, or stands here because it can't be hers."""
    ours = set(
        "message_id version country state wanted_by zone birth_date birth_kind checkin_time "
        "windows channel address reply_to checkin message reason endpoint p256dh auth tier flags "
        "evidence "
        "measure value day extractor asked supersedes clinician owner outcome questionnaire item "
        "open_alerts "
        "band items alert how due_at action arm policy features family eligible why name until "
        "error note alias".split()
    )
    for kind, body in BODIES.items():
        hints = get_type_hints(body)
        for field in fields(body):
            hint = str(hints[field.name])
            if "str" not in hint and "Literal" not in hint:
                continue
            if kind == "note_written" and field.name == "text":
                continue  # a clinician's
            assert field.name in WORDS.get(kind, ()) or field.name in ours, (kind, field.name)


def test_the_whole_record_loses_nothing_but_words(people: dict[str, Scribe]) -> None:
    for each in people.values():
        record = export_participant(each.store, each.id)
        less = without_words(record)
        assert set(less) == set(record) - {"digest"} | {"withheld"}
        assert [e["id"] for e in less["events"]] == [e["id"] for e in record["events"]]
        assert [v["value"] for v in less["values"]] == [v["value"] for v in record["values"]]


@pytest.mark.parametrize("path", ["export/pdf", "export/json/x", "export/"])
def test_another_format_is_no_page(her: Told, amara: Browser, path: str) -> None:
    amara.get(f"/participants/{her.id}/{path}", status=404)


def test_nobody_is_no_page(amara: Browser) -> None:
    amara.get(f"/participants/{'0' * 32}/export/json", status=404)


def test_somebody_without_the_right_has_no_download(
    her: Told, signed_in: Callable[..., Browser]
) -> None:
    for role in ("researcher", "auditor", "admin"):
        signed_in(role, role).get(f"/participants/{her.id}/export/json", status=404)


def test_every_column_is_documented() -> None:
    text = (ROOT / "docs" / "data-dictionary.md").read_text()
    for name, columns in COLUMNS.items():
        section = text.split(f"### {name}.csv\n", 1)[1].split("\n#", 1)[0]
        assert tuple(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == columns


def test_a_download_of_somebody_with_nothing(store: SqliteStore, amara: Browser) -> None:
    new = store.join("web", "hash", NOW)
    store.append(new, Draft(GoalSet("=1+1", "m", 0, 1), NOW))
    for form in ("json", "fhir", "csv"):
        download(amara, new, form)
