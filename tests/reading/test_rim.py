"""A text that runs to the rim of a picture may be cut off there: no reader has seen the rest."""

from __future__ import annotations

import pytest

from pipeline.reading.picture import _rim_doubted
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell, Grid, Page, ReaderText, Row

READINGS = (ReaderText("rapidocr", "8,887.87", 0.99), ReaderText("tesseract-eng", "8,887.87"))


def read(box: Box, to_page: tuple[float, ...] | None = None) -> int:
    cell = Cell("8,887.87", box, (), None, READINGS)
    page = Page(1, 600.0, 800.0, Origin.OCR, Grid((Row((cell,), box),)), to_page=to_page)
    return len(_rim_doubted(page).grid.rows[0].cells[0].readings)


@pytest.mark.parametrize(
    ("box", "left"),
    [
        (Box(2.0, 100.0, 80.0, 120.0), 1),
        (Box(40.0, 100.0, 120.0, 120.0), 2),
        (Box(500.0, 100.0, 597.0, 120.0), 1),
        (Box(500.0, 100.0, 580.0, 120.0), 2),
        (Box(300.0, 0.0, 380.0, 18.0), 1),
        (Box(300.0, 785.0, 380.0, 800.0), 1),
    ],
    ids=["left", "inside on the left", "right", "inside on the right", "top", "foot"],
)
def test_at_the_rim_no_second_reading_counts(box: Box, left: int) -> None:
    assert read(box) == left


def test_the_rim_is_that_of_the_picture_that_came_in() -> None:
    """A levelled picture lies on a larger canvas: the rim then runs inside of it."""
    shifted = (1.0, 0.0, -50.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
    assert read(Box(52.0, 100.0, 130.0, 120.0), shifted) == 1
    assert read(Box(90.0, 100.0, 170.0, 120.0), shifted) == 2
