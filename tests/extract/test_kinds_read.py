"""What a person may say that a paper is."""

from __future__ import annotations

from pipeline.extract import kinds
from pipeline.records.extraction import READ_TYPES


def test_every_kind_that_is_offered_has_a_reader_and_none_is_forgotten() -> None:
    assert set(READ_TYPES) == set(kinds._READERS)
