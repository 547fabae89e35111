"""The encoder without a model: what goes wrong, and what must not be imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from knowledge import export
from knowledge.encoder import EncoderManifest, EncoderMissing, load_encoder
from knowledge.export import DEFAULT_SHA256, ExportError, export_encoder


def test_no_encoder_says_what_to_run(tmp_path):
    with pytest.raises(EncoderMissing, match="backstay train"):
        load_encoder(tmp_path)


def test_half_an_encoder_says_what_to_run(tmp_path):
    EncoderManifest("a", "b", 2, 3).write(tmp_path)
    with pytest.raises(EncoderMissing, match="backstay train"):
        load_encoder(tmp_path)


def test_a_broken_encoder_says_what_to_run(tmp_path):
    EncoderManifest("a", "b", 2, 3).write(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"no graph")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EncoderMissing, match="backstay train"):
        load_encoder(tmp_path)


def test_the_installed_weights_are_the_official_ones():
    _, folder = export._locate(None)
    assert export._weights_sha256(folder) == DEFAULT_SHA256
    assert DEFAULT_SHA256.startswith("53aa5117")
    assert DEFAULT_SHA256.endswith("b128d9db")


def test_other_weights_under_the_default_name_are_refused(tmp_path, monkeypatch):
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(export, "_locate", lambda source: ("all-MiniLM-L6-v2", tmp_path))
    with pytest.raises(ExportError, match="not those of"):
        export_encoder(None, tmp_path / "encoder")
    assert not (tmp_path / "encoder").exists()


def test_a_folder_without_weights_is_refused(tmp_path):
    with pytest.raises(ExportError, match="no model weights"):
        export_encoder(str(tmp_path), tmp_path / "encoder")


@pytest.mark.parametrize("module", ["knowledge.search", "knowledge.encoder", "knowledge.check"])
def test_answering_needs_no_pytorch(module):
    heavy = "{'torch', 'transformers', 'sentence_transformers', 'tensorflow'}"
    code = f"import sys, {module}; sys.exit(bool({heavy} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0
