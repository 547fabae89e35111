"""Records out and in from the command line, damaged files above all."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from pathlib import Path

import pytest

from records.export import export_participant
from records.sqlite_store import SqliteStore
from tests.backstay.test_commands import backstay, refused
from tests.clinic.fhir_validators import check
from tests.clinic.simulated_people import NOW, Scribe, month

pytestmark = pytest.mark.servers  # each test starts the program anew

HOSTILE = '=HYPERLINK("http://evil.example") 6 \U0001f623\u202e'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


@pytest.fixture
def her(data: Path) -> Scribe:
    """A month of simulated days, and a hostile message."""
    scribe = Scribe(SqliteStore(data / "record.db"), "a").onboard(weeks=9)
    month(scribe, [6, 5, 5, 4, 4, 3], mood=6, sleep=6, until=1, seed=1)
    scribe.value("pain_now", 6, scribe.says(HOSTILE, NOW), "6", NOW)
    return scribe


@pytest.fixture
def file(data: Path, her: Scribe, tmp_path: Path) -> Path:
    """Her record as the command writes it."""
    path = tmp_path / "her.json"
    done = backstay("export", her.alias, "--output", str(path), data=data)
    assert done.returncode == 0, done.stderr
    return path


def test_every_format(data: Path, her: Scribe, tmp_path: Path) -> None:
    whole = json.loads(backstay("export", her.alias, data=data).stdout)
    assert whole == export_participant(her.store, her.id) and whole["simulated"]
    check(json.loads(backstay("export", her.id, "--format", "fhir", data=data).stdout))
    packed = tmp_path / "her.zip"
    done = backstay("export", her.alias, "--format", "csv", "--output", str(packed), data=data)
    assert done.returncode == 0 and packed.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(packed) as zipped:
        rows = list(csv.DictReader(io.StringIO(zipped.read("messages.csv").decode("utf-8-sig"))))
    assert [row["text"] for row in rows][-1] == f"'{HOSTILE}"
    one = backstay("export", her.alias, "--format", "csv", "--table", "values", data=data)
    assert (
        one.stdout.splitlines()[0].lstrip("\ufeff").startswith("participant,simulated,id,measure")
    )
    noted = json.loads(backstay("clinicians", "audit", "--json", data=data).stdout)
    assert {(e["who"], e["verb"], e["detail"]) for e in noted} == {
        ("operator:console", "export_participant", form) for form in ("json", "fhir", "csv")
    }


def test_out_in_and_out_again(file: Path, her: Scribe, tmp_path: Path) -> None:
    other = tmp_path / "other"
    done = backstay("import-record", str(file), data=other)
    assert done.returncode == 0 and her.alias in done.stdout, done.stderr
    noted = json.loads(backstay("clinicians", "audit", "--json", data=other).stdout)
    assert [(e["verb"], e["participant"]) for e in noted] == [("import_participant", her.id)]
    again = backstay("export", her.alias, data=other).stdout
    assert again.rstrip() == file.read_text()
    assert backstay("verify", data=other).returncode == 0
    assert (other / "record.db").stat().st_mode & 0o777 == 0o600
    refused(backstay("import-record", str(file), data=other), "in this record already", her.alias)
    assert len(SqliteStore(other / "record.db").participants()) == 1


def test_nothing_is_overwritten(data: Path, her: Scribe, file: Path) -> None:
    before = file.read_bytes()
    refused(backstay("export", her.alias, "--output", str(file), data=data), "is there already")
    assert file.read_bytes() == before
    nowhere = file.parent / "no" / "where.json"
    refused(backstay("export", her.alias, "--output", str(nowhere), data=data), str(nowhere))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "xml"), "json, fhir, csv"),
        (("--table", "values"), "--format csv"),
        (("--format", "csv", "--table", "words"), "values, alerts, messages, nudges"),
    ],
)
def test_wrong_words(data: Path, her: Scribe, words: tuple[str, ...], said: str) -> None:
    refused(backstay("export", her.alias, *words, data=data), said)


def test_damaged_files_change_nothing(file: Path, tmp_path: Path) -> None:
    whole, other = file.read_bytes(), tmp_path / "other"
    huge = tmp_path / "huge.json"
    with huge.open("wb") as sparse:
        sparse.truncate(1_000_000_000)
    for name, content, said in (
        ("cut", whole[: len(whole) // 2], "cut or damaged: line"),
        ("edited", whole.replace(b'"pain_now"', b'"pain_nor"', 1), "digest doesn't match"),
        ("utf-16", whole.decode().encode("utf-16"), "isn't UTF-8"),
        ("foreign", b'{"resourceType": "Patient"}', "isn't a record"),
        ("binary", random.Random(1).randbytes(999), "isn't UTF-8"),
        ("later", whole.replace(b'"version": 1,', b'"version": 9,', 1), "version 9"),
    ):
        bad = tmp_path / f"{name}.json"
        bad.write_bytes(content)
        refused(backstay("import-record", str(bad), data=other), str(bad), said)
    refused(backstay("import-record", str(huge), data=other), "larger than 200 MB")
    refused(backstay("import-record", str(tmp_path / "none"), data=other), "can't be read")
    refused(backstay("import-record", str(tmp_path), data=other), "can't be read")
    if (other / "record.db").exists():
        assert SqliteStore(other / "record.db").verify().rows == 0


def test_an_address_that_is_somebody_elses_here(data: Path, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = SqliteStore(folder / "record.db")
    other.join("simulated", "a", NOW)
    rows = other.verify().rows
    refused(backstay("import-record", str(file), data=folder), "belongs to another participant")
    assert other.verify().rows == rows


def test_research_tables(data: Path, tmp_path: Path) -> None:
    store = SqliteStore(data / "record.db")
    for number in range(5):
        her = Scribe(store, f"m{number}").onboard(weeks=9)
        month(her, [5, 4, 3], mood=6, sleep=6, until=1, seed=number)
    folder = tmp_path / "out"
    words = ("export-research", "--output", str(folder), "--purpose", "quality")
    refused(backstay(*words, "--reference", "", data=data), "project or the approval")
    assert not folder.exists()
    assert backstay(*words, "--reference", "QI 7", data=data).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md", "decisions.csv", "decisions.jsonl", "participants.csv",
    ]  # fmt: skip
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert json.loads((data / "secrets.json").read_text())["research_key"]
    refused(backstay(*words, "--reference", "QI 7", data=data), "isn't empty")

    def names(out: str) -> list[str]:
        again = ("export-research", "--output", str(tmp_path / out), "--purpose", "quality")
        assert backstay(*again, "--reference", "QI 7", data=data).returncode == 0
        return (tmp_path / out / "participants.csv").read_text().splitlines()

    first = names("second")
    assert first == (folder / "participants.csv").read_text().splitlines()
    assert backstay("secrets", "rotate", "research_key", data=data).returncode == 0
    assert names("third") != first


def test_with_few_people_nothing_is_written(data: Path, her: Scribe, tmp_path: Path) -> None:
    words = ("--purpose", "quality", "--reference", "QI 7", "--output", str(tmp_path / "out"))
    refused(backstay("export-research", *words, data=data), "Fewer than 5 participants")
    assert not (tmp_path / "out").exists()
