"""Pages as pictures: page geometry, turns, and everything that can be wrong with a picture."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pylopdf
import pylopdf_fonts_zh_cn
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from pipeline.errors import DocumentError
from pipeline.reading import embedded, render, second
from pipeline.reading.embedded import Extraction
from pipeline.records.evidence import Box
from pipeline.records.source import FileKind

LINES = [(120, 160, "招商银行 2025-03-08"), (150, 300, "7,155.55 违约金"), (260, 420, "合计 88.00")]


def pdf(rotation: int = 0, cropbox: tuple[float, float, float, float] | None = None, **save: object) -> bytes:
    document = pylopdf.Document()
    page = document.new_page(width=595, height=842)
    font = pylopdf.Font(fontfile=pylopdf_fonts_zh_cn.sans_path())
    for x, y, text in LINES:
        page.insert_text((x, y), text, fontsize=12, font=font)
    if cropbox:
        page.set_cropbox(cropbox)
    page.set_rotation(rotation)
    return bytes(document.tobytes(**save))


def image_file(image: Image.Image, kind: str, **save: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **save)
    return buffer.getvalue()


def marked() -> Image.Image:
    """A picture that looks different after each of the eight turns and flips."""
    image = Image.new("RGB", (60, 40), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 20, 10), fill="black")
    draw.rectangle((0, 30, 8, 39), fill="red")
    return image


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("cropbox", [None, (60, 200, 560, 820)])
def test_render_agrees_with_boxes_of_pdfium(rotation: int, cropbox: tuple[float, float, float, float] | None) -> None:
    data = pdf(rotation, cropbox)
    image = render.render_page(data, FileKind.PDF, 1, 144.0)
    width, height = render.page_size(data, FileKind.PDF, 1)
    if cropbox:
        assert {width, height} == {cropbox[2] - cropbox[0], cropbox[3] - cropbox[1]}
    assert image.size == (round(width * 2), round(height * 2))

    document = pypdfium2.PdfDocument(data)
    geometry = embedded.Geometry(document[0])
    assert (geometry.width, geometry.height) == (width, height)
    ours = [(c.text, c.box) for c in embedded.characters(document[0], geometry) if c.text.strip()]
    assert len(ours) == sum(len(text.replace(" ", "")) for _, _, text in LINES)
    document.close()
    assert_ink_is_inside(image, [box for _, box in ours], 2.0)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("cropbox", [None, (60, 200, 560, 820)])
@pytest.mark.parametrize("reader", [second.quick, second.thorough])
def test_render_agrees_with_boxes_of_the_second_extractions(
    rotation: int, cropbox: tuple[float, float, float, float] | None, reader: Callable[..., Extraction | None]
) -> None:
    data = pdf(rotation, cropbox)
    image = render.render_page(data, FileKind.PDF, 1, 144.0)
    theirs = reader(hashlib.sha256(data).hexdigest(), (), data, 1)
    assert theirs is not None and len(theirs.characters) == sum(len(text.replace(" ", "")) for _, _, text in LINES)
    assert_ink_is_inside(image, [Box(*place) for _, *place in theirs.characters], 2.0)


def assert_ink_is_inside(image: Image.Image, boxes: list[Box], scale: float) -> None:
    ink = np.asarray(image.convert("L")) < 128
    total = ink.sum()
    for box in boxes:
        spot = (
            slice(max(0, round((box.top - 1) * scale)), round((box.bottom + 1) * scale)),
            slice(max(0, round((box.x0 - 1) * scale)), round((box.x1 + 1) * scale)),
        )
        ink[spot] = False
    assert ink.sum() < 0.01 * total


def test_render_draws_annotations_and_forms() -> None:
    document = pylopdf.Document()
    page = document.new_page(width=200, height=100)
    page.insert_text((20, 50), "seal", fontsize=12)
    page.add_highlight_annot((20, 30, 120, 60))
    pixels = np.asarray(render.render_page(bytes(document.tobytes()), FileKind.PDF, 1, 72.0)).astype(int)
    assert (np.abs(pixels[..., 0] - pixels[..., 2]) > 80).any()


def test_render_pdf_locked_and_broken() -> None:
    data = pdf(user_pw="秘密123", owner_pw="x")
    with pytest.raises(DocumentError, match="locked_pdf"):
        render.open_pdf(data)
    with pytest.raises(DocumentError, match="locked_pdf") as caught:
        render.open_pdf(data, ("secret", "other"))
    assert "secret" not in str(caught.value)
    assert render.page_count(data, FileKind.PDF, ("wrong", "秘密123")) == 1
    for broken in (b"", b"%PDF-1.7\nnothing", pdf()[:300]):
        with pytest.raises(DocumentError, match=r"broken_pdf|no_pages"):
            render.open_pdf(broken)
    with pytest.raises(DocumentError, match="page_failed"):
        render.render_page(pdf(), FileKind.PDF, 2, 72.0)


def test_render_resolution_of_scans() -> None:
    scan = image_file(Image.new("L", (1240, 1754), 230), "JPEG")
    document = pylopdf.Document()
    page = document.new_page(width=595.2, height=841.92)
    page.insert_image((0, 0, 595.2, 841.92), stream=scan)
    dpi, effective = render.resolution(bytes(document.tobytes()), 1)
    assert dpi == pytest.approx(150, abs=1)
    assert effective == pytest.approx(150, abs=1)
    assert render.resolution(pdf(), 1) == (300.0, 300.0)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_render_obeys_exif(orientation: int) -> None:
    # What a camera stores is the upright picture turned back.
    back = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = marked() if back is None else marked().transpose(back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = image_file(stored, "PNG", exif=exif)
    upright = render.render_page(data, FileKind.IMAGE, 1, 72.0)
    assert np.array_equal(np.asarray(upright), np.asarray(marked()))
    assert render.page_size(data, FileKind.IMAGE, 1) == (60.0, 40.0)
    told = {1: "", 3: "exif 180", 6: "exif 90", 8: "exif 270"}
    assert render.exif_turn(data, 1) == told.get(orientation, "exif mirrored")


def test_render_every_mode_becomes_rgb_on_white() -> None:
    clear = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    assert render.render_page(image_file(clear, "PNG"), FileKind.IMAGE, 1, 72.0).getpixel((3, 3)) == (255,) * 3
    palette = Image.new("P", (8, 8), 0)
    data = image_file(palette, "PNG", transparency=0)
    assert render.render_page(data, FileKind.IMAGE, 1, 72.0).getpixel((3, 3)) == (255,) * 3
    deep = Image.fromarray(np.full((8, 8), 40000, dtype=np.uint16))
    assert render.render_page(image_file(deep, "PNG"), FileKind.IMAGE, 1, 72.0).getpixel((3, 3)) == (155,) * 3
    inks = Image.new("CMYK", (8, 8), (0, 0, 0, 0))
    assert render.render_page(image_file(inks, "JPEG"), FileKind.IMAGE, 1, 72.0).getpixel((3, 3)) == (255,) * 3
    bits = Image.new("1", (8, 8), 1)
    assert render.render_page(image_file(bits, "TIFF"), FileKind.IMAGE, 1, 72.0).getpixel((3, 3)) == (255,) * 3


def test_render_tiff_pages_and_animations() -> None:
    pages = [Image.new("L", (10 + n, 20), 50 * n) for n in range(3)]
    data = image_file(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert render.page_count(data, FileKind.IMAGE) == 3
    assert render.page_size(data, FileKind.IMAGE, 3) == (12.0, 20.0)
    with pytest.raises(DocumentError, match="page_failed"):
        render.render_page(data, FileKind.IMAGE, 4, 72.0)
    frames = [Image.new("P", (10, 10), n) for n in range(3)]
    gif = image_file(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert render.page_count(gif, FileKind.IMAGE) == 1


def test_render_bad_pictures() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    for kind in ("JPEG", "PNG", "TIFF", "WEBP"):
        data = image_file(Image.fromarray(noise), kind)
        with pytest.raises(DocumentError, match="broken_image"):
            render.render_page(data[: len(data) // 2], FileKind.IMAGE, 1, 72.0)
    for data in (b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"hello" * 100):
        with pytest.raises(DocumentError, match="broken_image"):
            render.page_count(data, FileKind.IMAGE)


@pytest.mark.parametrize(("width", "height"), [(11_000, 10_000), (40_000, 40_000)])
def test_render_refuses_bombs(width: int, height: int) -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(DocumentError, match="image_too_large"):
        render.render_page(data, FileKind.IMAGE, 1, 72.0)
