"""`jieqing doctor`: it tries what it speaks of, and says how to get what is missing."""

from __future__ import annotations

import pytest

from pipeline import doctor
from pipeline.cli import main
from pipeline.doctor import State
from pipeline.reading import ocr_rapid, ocr_tesseract


def states(workspace):
    return {result.what.en: result for result in doctor.examine(workspace)}


def test_a_whole_installation_is_whole(tmp_path, capsys):
    main(["doctor", "--workspace", str(tmp_path)])
    told = capsys.readouterr().out
    assert State.MISSING.value not in told
    assert "1,234.56 → 1,234.56" in told


def test_a_missing_reader_is_told_with_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(ocr_rapid, "is_available", lambda: False)
    with pytest.raises(SystemExit) as left:
        main(["doctor", "--workspace", str(tmp_path), "--lang", "en"])
    assert left.value.code == 1
    assert "make setup" in capsys.readouterr().out


def test_without_the_second_reader_it_still_works_and_says_what_that_means(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr_tesseract, "is_available", lambda: False)
    result = states(tmp_path)["second reader, for figures"]
    assert result.state is State.WORSE
    assert "by hand" in result.remedy.en


def test_a_reader_that_breaks_is_missing(tmp_path, monkeypatch):
    def broken(image):
        raise RuntimeError("no model")

    monkeypatch.setattr(ocr_rapid, "read", broken)
    assert any(r.state is State.MISSING and "no model" in r.found for r in doctor.examine(tmp_path))


def test_wrong_settings_are_found(tmp_path):
    (tmp_path / "settings.toml").write_text("nonsense = 1\n", "utf-8")
    assert states(tmp_path)["settings"].state is State.MISSING
