"""A clinician corrects a value: the old one stays, the first wins, all go by the new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.participant.corrections import NotAValue, read_value
from clinic.series import daily
from policies.monitoring.ranges import HIGHEST
from policies.motivation.diary import KINDS, read_days
from records.events import Draft, ValueCorrected, ValueRecorded
from records.export import export_participant
from records.sqlite_store import SqliteStore
from records.store import Value
from tests.clinic.browser import Browser
from tests.clinic.simulated_people import NOW, Scribe
from tests.clinic.test_participant_page import flat, value_rows

REASON = "She meant her hip; told me on the phone."


@pytest.fixture
def her(store: SqliteStore) -> Scribe:
    return Scribe(store, "corrected").onboard(weeks=9)


def pain(her: Scribe, number: int = 8) -> Value:
    at = NOW - timedelta(hours=3)
    her.value("pain_now", number, her.says(f"pain is {number}", at), str(number), at)
    return her.store.values(her.id)[-1]


def address(her: Scribe, value: Value) -> str:
    return f"/participants/{her.id}/values/{value.id}/correct"


def test_the_form_shows_the_value_the_day_and_her_words(her: Scribe, amara: Browser) -> None:
    value = pain(her)
    page = flat(amara.get(f"/participants/{her.id}"))
    assert f'href="{address(her, value)}"' in page
    form = flat(amara.get(address(her, value)))
    for words in ("8 / 10", "Sun 22 Nov 2026", "<mark>8</mark>", "a number from 0 to 10"):
        assert words in form, words


def test_the_old_value_stays_with_who_when_and_why(her: Scribe, amara: Browser) -> None:
    value = pain(her)
    page = flat(amara.act(address(her, value), value="3,5", reason=REASON))
    assert "The value is corrected." in page
    rows = [flat(row) for row in value_rows(page)]
    (old,) = [row for row in rows if "superseded" in row]
    assert "<del>8 / 10</del><small>corrected to 3.5 / 10 by Dr Amara," in old
    assert "Sun 22 Nov 2026, 14:00" in old and REASON in old
    (new,) = [row for row in rows if "superseded" not in row]
    assert "<b>3.5 / 10</b>" in new and "Dr Amara" in new and "<mark>8</mark>" in new
    talk = amara.get(f"/participants/{her.id}/messages/{value.message_id}")
    assert "Corrected to Pain now 3.5 / 10 by Dr Amara" in talk and REASON in talk


def test_what_was_never_a_value_is_taken_out(her: Scribe, amara: Browser) -> None:
    value = pain(her)
    page = flat(amara.act(address(her, value), never="yes", value="", reason=REASON))
    assert "taken out: not a value by Dr Amara" in page
    assert her.store.values(her.id) == []


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"value": "11", "reason": REASON}, "a number from 0 to 10"),
        ({"value": "-1", "reason": REASON}, "a number from 0 to 10"),
        ({"value": "nan", "reason": REASON}, "a number from 0 to 10"),
        ({"value": "lots", "reason": REASON}, "a number from 0 to 10"),
        ({"value": "", "reason": REASON}, "a number from 0 to 10"),
        ({"value": "8", "reason": REASON}, "is what stands there already"),
        ({"value": "3", "reason": "  "}, "Please say why."),
        ({"value": "3", "reason": "x" * 501}, "The reason has 501 characters"),
    ],
)
def test_a_wrong_form_is_told_so_and_keeps_what_was_typed(
    her: Scribe, amara: Browser, fields: dict[str, str], says: str
) -> None:
    value = pain(her)
    page = amara.act(address(her, value), 422, **fields)
    assert says in page and f'value="{fields["value"]}"' in page
    assert fields["reason"].strip() in page
    assert her.store.values(her.id)[0].number == 8


def test_exercise_is_corrected_by_choice(her: Scribe, amara: Browser) -> None:
    her.value("exercise_done", "yes", her.says("did them all", NOW), "did", NOW)
    (value,) = her.store.values(her.id)
    assert "<option>partly</option>" in amara.get(address(her, value))
    assert "choose one of" in amara.act(address(her, value), 422, value="7", reason=REASON)
    amara.act(address(her, value), value="partly", reason=REASON)
    assert [v.word for v in her.store.values(her.id)] == ["partly"]


def test_of_two_clinicians_the_first_wins_and_the_second_is_told(
    her: Scribe, amara: Browser, signed_in: Callable[[str], Browser]
) -> None:
    value, ben = pain(her), signed_in("ben")
    ben.get(address(her, value))
    amara.act(address(her, value), value="3", reason=REASON)
    page = flat(ben.act(address(her, value), 409, value="5", reason="I heard five"))
    for words in ("Dr Amara", "corrected this to 3 / 10", REASON, "I heard five"):
        assert words in page, words
    assert [v.number for v in her.store.values(her.id)] == [3]
    assert "corrected this to 3 / 10" in flat(ben.get(address(her, value), 409))


def test_the_same_form_twice_is_one_correction(her: Scribe, amara: Browser) -> None:
    value = pain(her)
    for _ in range(2):
        page = amara.act(address(her, value), value="3", reason=REASON)
        assert "The value is corrected." in page
    assert len(her.store.read(her.id, kinds={"value_corrected"})) == 1


def test_a_correction_can_be_corrected(her: Scribe, amara: Browser) -> None:
    amara.act(address(her, pain(her)), value="3", reason=REASON)
    (three,) = her.store.values(her.id)
    amara.act(address(her, three), value="4", reason="no, four")
    assert [v.number for v in her.store.values(her.id)] == [4]


def test_what_she_corrected_herself_is_told_so(her: Scribe, amara: Browser) -> None:
    value = pain(her)
    her.value("pain_now", 6, her.says("i meant 6", NOW), "6", NOW, supersedes=value.id)
    page = flat(amara.get(address(her, value), 409))
    assert "She corrected this herself to 6 / 10" in page


def test_when_she_is_faster_the_clinician_is_told_so(
    her: Scribe, amara: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    value, append = pain(her), SqliteStore.append

    def meanwhile(store: SqliteStore, participant: str, *drafts: Draft) -> object:
        if isinstance(drafts[0].body, ValueCorrected):
            monkeypatch.setattr(SqliteStore, "append", append)
            her.value("pain_now", 6, her.says("i meant 6", NOW), "6", NOW, supersedes=value.id)
        return append(store, participant, *drafts)

    monkeypatch.setattr(SqliteStore, "append", meanwhile)
    page = flat(amara.act(address(her, value), 409, value="3", reason=REASON))
    assert "She corrected this herself to 6 / 10" in page and REASON in page
    assert [each.number for each in her.store.values(her.id)] == [6]


def test_a_value_of_somebody_else_is_not_found(her: Scribe, amara: Browser) -> None:
    other = Scribe(her.store, "other").onboard(weeks=3)
    value = pain(other)
    amara.get(address(her, value), 404)
    amara.act(address(her, value), 404, value="3", reason=REASON)
    amara.get(f"/participants/{her.id}/values/none/correct", 404)
    assert her.store.values(other.id)[0].number == 8


def test_hostile_reasons_stay_text(her: Scribe, amara: Browser) -> None:
    value = pain(her)
    page = amara.act(address(her, value), value="3", reason="<script>x</script>\u202egnp")
    talk = amara.get(f"/participants/{her.id}/messages/{value.message_id}")
    for shown in (page, talk):
        assert "<script>" not in shown and "\u202e" not in shown
        assert "&lt;script&gt;x" in shown and "[U+202E]gnp" in shown


def test_a_corrected_value_keeps_its_place_in_the_day(her: Scribe, amara: Browser) -> None:
    morning = pain(her, 8)
    her.value("pain_now", 2, her.says("now 2", NOW), "2", NOW)
    amara.act(address(her, morning), value="7", reason=REASON)
    values = her.store.values(her.id)
    assert [v.number for v in values] == [7, 2]
    assert daily(values, "pain_now") == {NOW.date(): 2}


def test_the_coach_goes_by_the_correction(her: Scribe) -> None:
    value = pain(her)
    her.value("mood", 6, her.says("mood 6", NOW), "6", NOW)
    corrected = ValueCorrected(value.id, 3.0, "amara", REASON)
    late = ValueCorrected(value.id, 9.0, "ben", "too late")
    her.store.append(her.id, Draft(corrected, NOW), Draft(late, NOW))
    day = read_days(her.store.read(her.id, kinds=KINDS))[NOW.date()]
    assert day.numbers("pain_now") == (3.0,) and day.numbers("mood") == (6,)
    three = her.store.values(her.id)[0]
    her.store.append(her.id, Draft(ValueCorrected(three.id, None, "amara", "no value"), NOW))
    assert read_days(her.store.read(her.id, kinds=KINDS))[NOW.date()].numbers("pain_now") == ()


def test_she_corrects_after_the_clinician(her: Scribe) -> None:
    value = pain(her)
    her.store.append(her.id, Draft(ValueCorrected(value.id, 3.0, "amara", REASON), NOW))
    (three,) = her.store.values(her.id)
    message = her.says("it is 5", NOW)
    body = ValueRecorded("pain_now", 5.0, "2026-11-22", message, 6, 7, "g", None, three.id)
    her.store.append(her.id, Draft(body, NOW))
    assert [v.number for v in her.store.values(her.id)] == [5]
    day = read_days(her.store.read(her.id, kinds=KINDS))[NOW.date()]
    assert day.numbers("pain_now") == (5.0,)


def test_the_export_tells_who_and_why(her: Scribe) -> None:
    value = pain(her)
    her.store.append(her.id, Draft(ValueCorrected(value.id, 3.0, "amara", REASON), NOW))
    old, new = export_participant(her.store, her.id)["values"]
    assert old["status"] == "superseded" and new["corrected"] is None
    told = old["corrected"]
    assert (told["clinician"], told["reason"], told["value"]) == ("amara", REASON, 3.0)
    assert told["id"] == new["id"]


@given(st.sampled_from(sorted(HIGHEST)), st.text(max_size=12))
def test_only_numbers_of_the_range_are_read(measure: str, typed: str) -> None:
    try:
        number = read_value(measure, typed)  # type: ignore[arg-type]
    except NotAValue:
        return
    assert isinstance(number, float) and 0 <= number <= HIGHEST[measure]  # type: ignore[index]


@pytest.mark.parametrize("typed", ["-0", "1_0", "1e1", "+5", "0x5", "nan", ".", ""])
def test_what_only_a_program_would_write_is_no_number(typed: str) -> None:
    with pytest.raises(NotAValue):
        read_value("pain_now", typed)
