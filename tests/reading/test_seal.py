"""A red seal is seen whatever brought it onto the page: round or oval, turned, an annotation, a signature's picture."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.reading import render, seal
from pipeline.reading.pages import PageTask, read_page
from pipeline.records.reading import Page
from pipeline.records.source import FileKind, Source
from tests.reading.handmade import made, page_of_text

# A ring of 100 points across with a bar in it, as an appearance stream draws it.
RING = b"q 0.85 0.1 0.12 RG 5 w 95 50 m 95 75 75 95 50 95 c 25 95 5 75 5 50 c 5 25 25 5 50 5 c 75 5 95 25 95 50 c h S 30 50 m 70 50 l S Q"
FORM = (
    f"<</Type/XObject/Subtype/Form/BBox[0 0 100 100]/Resources<<>>/Length {len(RING)}>>\nstream\n".encode()
    + RING
    + b"\nendstream"
)


def page(width: float, height: float, turn: float, colour: tuple[int, int, int] = (205, 25, 35)) -> Image.Image:
    """A page of lines with an ellipse of these sizes (shares of the page's width) pressed on it."""
    image = Image.new("RGB", (1000, 1414), "white")
    pencil = ImageDraw.Draw(image)
    for y in range(100, 1200, 40):
        pencil.line((100, y, 800, y), fill="black", width=4)
    stamp = Image.new("RGBA", (500, 500), (0, 0, 0, 0))
    w, h = 1000 * width / 2, 1000 * height / 2
    ImageDraw.Draw(stamp).ellipse((250 - w, 250 - h, 250 + w, 250 + h), outline=(*colour, 255), width=9)
    ImageDraw.Draw(stamp).line((250 - w / 2, 250, 250 + w / 2, 250), fill=(*colour, 255), width=14)
    stamp = stamp.rotate(turn)
    image.paste(stamp, (400, 700), stamp)
    return image


@pytest.mark.parametrize("turn", [0, 30, 90])
@pytest.mark.parametrize(("width", "height"), [(0.2, 0.2), (0.22, 0.15), (0.1, 0.1)])
def test_round_and_oval_seals(width: float, height: float, turn: float) -> None:
    assert seal.red_seal(page(width, height, turn)) is True


def test_what_is_no_red_seal() -> None:
    assert seal.red_seal(page(0.2, 0.2, 0, (30, 60, 200))) is False, "blue"
    assert seal.red_seal(page(0.2, 0.2, 0).convert("L")) is None, "no colour left to judge by"
    assert seal.red_seal(page(0.2, 0.008, 0)) is False, "a red line"
    assert seal.red_seal(page(0.01, 0.01, 0)) is not True, "a red dot"


@pytest.mark.parametrize(
    "annotation",
    [
        b"<</Type/Annot/Subtype/Stamp/Rect[350 150 450 250]/F 4/AP<</N 8 0 R>>>>",
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[350 150 450 250]/F 4/AP<</N 8 0 R>>/P 3 0 R>>",
    ],
    ids=["stamp", "signature"],
)
def test_a_seal_that_is_an_annotation_or_the_picture_of_a_signature(annotation: bytes) -> None:
    data = made(page_of_text(), objects=(annotation, FORM), page="/Annots[7 0 R]")
    # A signed file has a form; its reader finds the objects anew.
    catalog = b"<</Type/Catalog/Pages 2 0 R"
    data = data.replace(catalog, catalog + b"/AcroForm<</Fields[7 0 R]/SigFlags 3>>")
    assert seal.red_seal(render.render_page(data, FileKind.PDF, 1, 60.0)) is True
    without = made(page_of_text())
    assert seal.red_seal(render.render_page(without, FileKind.PDF, 1, 60.0)) is None


def test_the_place_of_a_seal_is_told_to_a_few_pixels() -> None:
    box = seal.find_seals(np.asarray(page(0.2, 0.2, 0)))[0]
    assert (box.x0, box.top, box.x1, box.bottom) == pytest.approx((550, 850, 750, 1050), abs=12)


def test_a_page_of_text_without_pictures_has_lost_no_colour_and_shows_no_seal() -> None:
    assert _read(made(page_of_text())).seal is False


def test_where_a_picture_may_be_a_seal_in_grey_nobody_knows() -> None:
    grey = made(page_of_text("q 90 0 0 90 350 150 cm /P Do Q "), image=bytes([40, 200] * 8), image_size=(4, 4))
    assert _read(grey).seal is None


def test_a_signature_that_no_page_shows_may_stand_for_a_seal() -> None:
    hidden = b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]/F 2/P 3 0 R/V 8 0 R>>"
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>"
    data = made(page_of_text(), objects=(hidden, value), page="/Annots[7 0 R]")
    catalog = b"<</Type/Catalog/Pages 2 0 R"
    assert _read(data.replace(catalog, catalog + b"/AcroForm<</Fields[7 0 R]/SigFlags 3>>")).seal is None


def _read(data: bytes) -> Page:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        path.write_bytes(data)
        source = Source("case", "a.pdf", str(path), (), hashlib.sha256(data).hexdigest(), len(data), FileKind.PDF)
        return read_page(PageTask(source, 1, "auto"))
