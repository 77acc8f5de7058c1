"""Ruled lines by pdfium are those that pdfplumber sees, on every paper at hand and however the page is turned."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from pipeline.reading import embedded, render, second, things
from pipeline.records.evidence import Box
from tests.reading.handmade import made, page_of_text

ROOT = Path(__file__).parents[2]
PAPERS = sorted([*(ROOT / "samples" / "demo").glob("*.pdf"), *(ROOT / "tests" / "golden").glob("*/*/input.pdf")])

Sides = tuple[float, float, float, float]


def by_pdfplumber(item: dict[str, Any], dx: float, dy: float) -> list[Sides]:
    """A thin thing is one rule, an outlined rectangle four."""
    x0, x1 = sorted((item["x0"] - dx, item["x1"] - dx))
    top, bottom = sorted((item["top"] - dy, item["bottom"] - dy))
    if min(x1 - x0, bottom - top) <= 2.5:
        return [(x0, top, x1, bottom)] if max(x1 - x0, bottom - top) >= 4 else []
    if item["object_type"] != "rect" or not item["stroke"]:
        return []
    return [(x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)]


def both(data: bytes) -> list[tuple[list[Sides], list[Sides]]]:
    """Per page the rules by pdfium and by pdfplumber."""
    document = render.open_pdf(data)
    result = []
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page, other in zip(document, pdf.pages, strict=True):
            found = things.things(page, embedded.Geometry(page)).rules
            shift = second._crop_shift(other)
            items = (*other.lines, *other.rects, *other.curves)
            theirs = [rule for item in items for rule in by_pdfplumber(item, *shift)]
            result.append(([sides(rule.box) for rule in found], theirs))
    document.close()
    return result


def sides(box: Box) -> Sides:
    return box.x0, box.top, box.x1, box.bottom


def assert_same(data: bytes) -> int:
    count = 0
    for ours, theirs in both(data):
        assert len(ours) == len(theirs)
        left = list(theirs)
        for one in ours:
            nearest = min(left, key=lambda other: max(abs(a - b) for a, b in zip(one, other, strict=True)))
            assert nearest == pytest.approx(one, abs=0.02)
            left.remove(nearest)
        count += len(ours)
    return count


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_rules_of_every_paper_are_those_of_pdfplumber(path: Path) -> None:
    assert_same(path.read_bytes())


DRAWN = {
    "line": ("1 w 50 100 m 300 100 l S", 1),
    "line closed": ("50 100 m 300 100 l h S", 1),
    "slanted line": ("50 100 m 300 200 l S", 0),
    "dot": ("50 100 m 52 100 l S", 0),
    "outlined rectangle": ("50 100 200 60 re S", 4),
    "filled rectangle": ("50 100 200 60 re f", 0),
    "filled and outlined": ("50 100 200 60 re B", 4),
    "thin filled rectangle": ("50 100 200 0.7 re f", 1),
    "rectangle turned inside out": ("250 160 -200 -60 re S", 4),
    "rectangle by lines": ("50 100 m 250 100 l 250 160 l 50 160 l h S", 4),
    "rectangle back to its start": ("50 100 m 250 100 l 250 160 l 50 160 l 50 100 l S", 4),
    "rectangle left open": ("50 100 m 250 100 l 250 160 l 50 160 l S", 0),
    "corner": ("50 100 m 250 100 l 250 160 l S", 0),
    "lozenge": ("150 100 m 250 130 l 150 160 l 50 130 l h S", 0),
    "several in one path": ("50 100 200 60 re 50 200 200 1 re 50 300 m 250 300 l S", 6),
    "flat curve": ("50 100 m 100 150 200 150 250 100 c S", 1),
    "clip alone": ("50 100 200 60 re W n", 0),
    "clip that is drawn": ("50 100 200 60 re W S", 4),
    "scaled": ("q 0.5 0 0 0.25 10 20 cm 50 100 200 60 re S Q", 4),
    "turned by a quarter": ("q 0 1 -1 0 500 20 cm 50 100 200 60 re S Q", 4),
    "turned a little": ("q 0.9 0.1 -0.1 0.9 0 0 cm 50 100 200 60 re S Q", 0),
}
BOXES = ["", "/CropBox[30 40 500 800]"]


def with_form(content: str, matrix: str, rotate: int = 0, page: str = "") -> bytes:
    """A page that draws its content through a form within a form."""
    bodies = [
        (content, f"/Matrix[{matrix}]/Resources<</XObject<</P 6 0 R>>>>"),
        ("q 0.8 0 0 0.8 5 7 cm /X Do Q", "/Matrix[1 0 0 1 3 4]/Resources<</XObject<</X 7 0 R>>>>"),
    ]
    forms = tuple(
        f"<</Type/XObject/Subtype/Form/BBox[-900 -900 900 900]{keys}/Length {len(body)}>>\nstream\n{body}\nendstream".encode()
        for body, keys in bodies
    )
    content = page_of_text("q 1.1 0 0 1.1 9 8 cm /Y Do Q\n")
    return made(content, rotate=rotate, objects=forms, page=page, drawings="/Y 8 0 R")


@pytest.mark.parametrize("page", BOXES, ids=["whole", "cropped"])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("how", DRAWN)
def test_what_is_a_rule(how: str, rotate: int, page: str) -> None:
    content, count = DRAWN[how]
    assert assert_same(made(page_of_text(content + "\n"), rotate=rotate, page=page)) == count


@pytest.mark.parametrize("matrix", ["1 0 0 1 0 0", "0.5 0 0 2 10 20", "0 1 -1 0 400 0"])
@pytest.mark.parametrize("rotate", [0, 90])
def test_a_rule_within_forms_stands_where_it_is_drawn(matrix: str, rotate: int) -> None:
    content = "50 100 200 60 re S 50 300 m 250 300 l S"
    assert assert_same(with_form(content, matrix, rotate, BOXES[1])) == 5


def test_a_picture_within_a_form_covers_what_it_is_drawn_over() -> None:
    document = render.open_pdf(with_form("q 100 0 0 50 0 0 cm /P Do Q", "1 0 0 1 0 0"))
    page = document[0]
    geometry = embedded.Geometry(page)
    found = things.things(page, geometry)
    (box,) = found.pictures
    assert (box.width, box.height) == pytest.approx((100 * 0.88, 50 * 0.88), abs=0.01)
    assert found.image_share(geometry) == pytest.approx(box.width * box.height / (595 * 842), rel=1e-3)
    document.close()
