"""Every flag that an alert can carry has its words."""

from __future__ import annotations

from clinic.flags import all_flags, flag

CONTRACT = {
    "cauda_equina", "progressive_weakness", "spinal_infection", "fracture", "clot",
    "lung_clot_or_heart", "preeclampsia_stroke", "haemorrhage", "infection_sepsis",
    "dural_puncture_headache", "kidney_urinary", "mastitis", "cancer_inflammatory", "self_harm",
    "harm_to_baby", "psychosis", "partner_violence", "baby_unwell", "persistent_low_mood",
    "phq2_positive", "gad2_positive", "asked_for_person", "baby_loss",
    "asked_for_data", "asked_for_erasure", "erasure_taken_back", "baby_loss_taken_back",
}  # fmt: skip


def test_every_flag_is_named_explained_and_sourced() -> None:
    assert set(all_flags()) == CONTRACT
    for entry in all_flags().values():
        assert len(entry.short) <= 70 and len(entry.means) >= 20 and entry.source


def test_a_flag_the_file_lacks_keeps_its_own_name() -> None:
    assert flag("new_sign").short == "new sign"
