"""The FHIR bundle of a real record: valid, whole, and leading back to what was said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from clinic.fhir.bundle import bundle
from clinic.fhir.codes import CONFIRMED, LOCAL, LOINC
from records.events import (
    ActivitiesNamed,
    AlertAcknowledged,
    AlertActed,
    AlertClosed,
    AlertEscalated,
    Body,
    ConsentRefused,
    Draft,
    ItemAnswered,
    QuestionnaireScored,
    ValueCorrected,
    WeeklyStarted,
)
from records.export import export_participant
from records.sqlite_store import SqliteStore
from tests.clinic.fhir_validators import check
from tests.clinic.simulated_people import NOW, Scribe

Resources = dict[str, list[dict[str, Any]]]


@pytest.fixture
def her(store: SqliteStore) -> Scribe:
    return Scribe(store, "a").onboard(weeks=9)


def append(her: Scribe, body: Body, minutes: int = 0) -> str:
    return her.store.append(her.id, Draft(body, NOW + timedelta(minutes=minutes)))[0].id


def resources(her: Scribe) -> Resources:
    """By type, of a bundle that was found valid."""
    made = bundle(export_participant(her.store, her.id))
    check(made)
    found: Resources = {}
    for entry in made["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def by_url(found: Resources, reference: dict[str, str]) -> dict[str, Any]:
    (one,) = [
        each
        for family in found.values()
        for each in family
        if f"urn:uuid:{each['id']}" == reference["reference"]
    ]
    return one


def test_everybody_of_a_full_clinic_is_valid(people: dict[str, Scribe]) -> None:
    for each in people.values():
        resources(each)


def test_the_same_record_gives_the_same_bundle(people: dict[str, Scribe]) -> None:
    rich = people["rich"]
    first, second = (bundle(export_participant(rich.store, rich.id)) for _ in range(2))
    assert first == second


def test_a_value_leads_back_to_the_question_and_her_words(her: Scribe) -> None:
    her.coach("How is your back right now, 0 to 10?", NOW)
    message = her.says("a six i think 😣", NOW + timedelta(minutes=1))
    her.value("pain_now", 6, message, "six", NOW + timedelta(minutes=1), asked="pain_now")
    found = resources(her)
    (pain,) = found["Observation"]
    assert (pain["status"], pain["valueQuantity"]["value"]) == ("final", 6)
    assert pain["code"]["coding"][0]["code"] == "72514-3"
    assert pain["effectiveDateTime"] == NOW.date().isoformat()
    response = by_url(found, pain["derivedFrom"][0])
    said, item = response["item"]
    assert said["answer"] == [{"valueString": "a six i think 😣"}]
    assert item["text"] == "How is your back right now, 0 to 10?"
    assert item["answer"] == [{"valueDecimal": 6}]
    assert by_url(found, response["source"])["resourceType"] == "Patient"


def test_nothing_is_made_up_about_her(her: Scribe) -> None:
    (patient,) = resources(her)["Patient"]
    assert "birthDate" not in patient and patient["gender"] == "unknown"
    assert patient["name"] == [{"use": "anonymous", "text": her.alias}]


def test_corrections_have_their_author_and_what_stood_there(her: Scribe) -> None:
    message = her.says("8, sorry, 6. and slept 20 hours", NOW)
    eight = her.value("pain_now", 8, message, "8", NOW)
    six = her.value("pain_now", 6, message, "6", NOW, supersedes=eight)
    sleep = her.value("sleep_hours", 20, message, "20", NOW)
    append(her, ValueCorrected(six, 5.0, "amara", "she said five on the phone"), 5)
    append(her, ValueCorrected(sleep, None, "amara", "about the baby"), 6)
    append(her, ValueCorrected(sleep, 4.0, "ben", "too late"), 7)
    found = resources(her)
    status = {o["valueQuantity"]["value"]: o["status"] for o in found["Observation"]}
    assert status == {8: "entered-in-error", 6: "entered-in-error", 5: "amended",
                      20: "entered-in-error"}  # fmt: skip
    told = [
        (
            by_url(found, p["target"][0])["valueQuantity"]["value"],
            p["entity"][0]["role"],
            by_url(found, p["entity"][0]["what"])["valueQuantity"]["value"],
            by_url(found, p["agent"][0]["who"])["name"][0]["text"],
            p.get("reason", [{}])[0].get("text"),
        )
        for p in found["Provenance"]
    ]
    assert told == [
        (6, "revision", 8, her.alias, None),
        (5, "revision", 6, "amara", "she said five on the phone"),
        (20, "removal", 20, "amara", "about the baby"),
    ]
    assert [p["recorded"] for p in found["Provenance"]] == [
        "2026-11-22T14:00:00Z", "2026-11-22T14:05:00Z", "2026-11-22T14:06:00Z",
    ]  # fmt: skip
    issued = {o["valueQuantity"]["value"]: o["issued"] for o in found["Observation"]}
    assert (issued[6], issued[5]) == ("2026-11-22T14:00:00Z", "2026-11-22T14:05:00Z")


def test_an_alert_from_raised_to_closed(her: Scribe) -> None:
    raised = her.alert("urgent", "clot", "my calf is swollen and hot", "calf is swollen", NOW)
    (task,) = resources(her)["Task"]
    assert (task["status"], task["priority"], "owner" in task) == ("requested", "urgent", False)
    append(her, AlertEscalated(raised, 1, "email"), 20)
    append(her, AlertAcknowledged(raised, "amara"), 30)
    append(her, AlertActed(raised, "amara", "rang her"), 35)
    (task,) = resources(her)["Task"]
    assert task["status"] == "accepted"
    append(her, AlertClosed(raised, "amara", "seen in A&E"), 90)
    found = resources(her)
    (task,), (flag,), (issue,) = found["Task"], found["Flag"], found["DetectedIssue"]
    assert (task["status"], flag["status"], issue["severity"]) == ("completed", "inactive", "high")
    assert by_url(found, task["owner"])["name"][0]["text"] == "amara"
    assert by_url(found, task["focus"]) == issue
    assert [note["text"] for note in task["note"]] == [
        "Nobody had taken it on: step 1, email", "rang her", "seen in A&E",
    ]  # fmt: skip
    words = by_url(found, issue["evidence"][0]["detail"][0])["item"][0]["answer"][0]["valueString"]
    assert words == "my calf is swollen and hot"


def test_weekly_questionnaires(her: Scribe) -> None:
    said = her.says("several days. and 3 for carrying", NOW)
    append(her, WeeklyStarted("2026-11-22"))
    items = [
        append(her, ItemAnswered("phq2", 1, name, 1.0, "2026-11-22", said, 0, 12, name))
        for name in ("phq2_interest", "phq2_low")
    ]
    append(her, QuestionnaireScored("phq2", 1, 2.0, "below_cut_off", tuple(items), "2026-11-22"))
    append(her, ActivitiesNamed(("carrying her",), said, ((0, 3),)))
    append(her, ItemAnswered("psfs", 1, "psfs_1", 3.0, "2026-11-22", said, 18, 19, "psfs_1"))
    found = resources(her)
    (score,) = found["Observation"]
    assert score["code"]["coding"][0] | {"display": ""} == {
        "system": LOINC, "code": "55758-7", "display": "",
    }  # fmt: skip
    assert [c["code"]["coding"][0]["code"] for c in score["component"]] == ["44250-9", "44255-8"]
    response = by_url(found, score["derivedFrom"][0])
    assert response["status"] == "completed"
    assert "little interest or pleasure" in response["item"][0]["text"]
    words = response["item"][0]["answer"][0]["item"][0]["answer"][0]["valueString"]
    assert words == "several days. and 3 for carrying"
    (open_round,) = [r for r in found["QuestionnaireResponse"] if r.get("status") == "in-progress"]
    assert open_round["item"][0]["answer"][0]["valueDecimal"] == 3


def test_consents_in_order(her: Scribe) -> None:
    message = her.says("no more", NOW)
    append(her, ConsentRefused("2026-2", message))
    found = resources(her)["Consent"]
    assert [(c["status"], c["provision"]["type"]) for c in found] == [
        ("inactive", "permit"), ("rejected", "deny"),
    ]  # fmt: skip


def test_a_code_nobody_confirmed_is_local_and_says_so(people: dict[str, Scribe]) -> None:
    allowed = {code for code, _ in CONFIRMED.values()}
    seen = set()
    for each in people.values():
        for observation in resources(each).get("Observation", ()):
            (coding,) = observation["code"]["coding"]
            seen.add(coding["system"])
            if coding["system"] == LOINC:
                assert coding["code"] in allowed
            else:
                assert coding["system"] == LOCAL and "(local code)" in coding["display"]
    assert seen == {LOINC, LOCAL}


def test_simulated_people_are_marked(people: dict[str, Scribe], store: SqliteStore) -> None:
    made = bundle(export_participant(store, people["rich"].id))
    marked = [made, *(entry["resource"] for entry in made["entry"])]
    assert all(each["meta"]["tag"][0]["code"] == "HTEST" for each in marked)
    real = store.join("web", "hash", NOW)
    assert "meta" not in bundle(export_participant(store, real))
