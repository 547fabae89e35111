"""Accounts and the audit log from the command line."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.backstay.test_commands import backstay, refused

pytestmark = pytest.mark.servers  # each test starts the program anew
PASSWORD = "four unrelated words here\n"


def listed(data: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(
        backstay("clinicians", "list", "--json", data=data).stdout
    )
    return found


def test_an_account_from_its_making_to_its_end(tmp_path: Path) -> None:
    add = ("clinicians", "add", "ada", "Dr Ada")
    done = backstay(*add, "--role", "lead", "--role", "admin", data=tmp_path, stdin=PASSWORD)
    assert done.returncode == 0, done.stderr
    backstay("clinicians", "add", "Bea", "Dr Bea", data=tmp_path, stdin=PASSWORD)
    ada, bea = listed(tmp_path)
    assert ada["roles"] == ["admin", "lead"] and bea["roles"] == ["clinician"]
    assert bea == {
        "name": "bea", "display_name": "Dr Bea", "roles": ["clinician"],
        "second_factor": False, "invited": False, "locked": False, "disabled": False,
    }  # fmt: skip
    for command, state in (("disable", True), ("enable", False)):
        assert backstay("clinicians", command, "bea", data=tmp_path).returncode == 0
        assert listed(tmp_path)[1]["disabled"] is state
    assert backstay("clinicians", "reset-code", "bea", data=tmp_path).returncode == 0
    short = backstay("clinicians", "reset-password", "bea", data=tmp_path, stdin="short\n")
    refused(short, "at least 12")
    new = backstay("clinicians", "reset-password", "bea", data=tmp_path, stdin="new " + PASSWORD)
    assert new.returncode == 0
    assert "bea" in backstay("clinicians", "list", data=tmp_path).stdout

    rows = json.loads(backstay("clinicians", "audit", "--json", data=tmp_path).stdout)
    assert [(row["object"], row["detail"], row["outcome"]) for row in rows[:3]] == [
        ("bea", "reset password", "allowed"),
        ("bea", "reset password", "failed"),
        ("bea", "reset password", "allowed"),
    ]
    assert {row["who"] for row in rows} == {"operator:console"}
    assert PASSWORD.strip() not in str(rows)


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    add = ("clinicians", "add", "ada", "Dr Ada")
    refused(backstay(*add, "--role", "boss", data=tmp_path, stdin=PASSWORD), "clinician, lead")
    backstay(*add, "--role", "admin", data=tmp_path, stdin=PASSWORD)
    refused(backstay(*add, data=tmp_path, stdin=PASSWORD), "already")
    refused(backstay("clinicians", "disable", "ada", data=tmp_path), "nobody who can manage")
    refused(backstay("clinicians", "enable", "nobody", data=tmp_path), "no clinician called nobody")


def test_a_changed_audit_log_is_found(tmp_path: Path) -> None:
    backstay("clinicians", "add", "ada", "Dr Ada", data=tmp_path, stdin=PASSWORD)
    backstay("clinicians", "reset-code", "ada", data=tmp_path)
    found = json.loads(backstay("verify", "--json", data=tmp_path).stdout)
    assert found["intact"] and found["audit"]["intact"] and found["audit"]["rows"] == 2
    with sqlite3.connect(tmp_path / "clinic.db") as db:
        (sql,) = db.execute(
            "select sql from sqlite_master where name = 'audit_no_update'"
        ).fetchone()
        db.execute("drop trigger audit_no_update")
        db.execute("update audit set object = 'eve' where seq = 1")
        db.execute(sql)
    refused(backstay("verify", data=tmp_path), "audit log is broken at entry 1")
    refused(backstay("clinicians", "audit", data=tmp_path), "broken at entry 1")
