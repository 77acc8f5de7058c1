"""OCR: our reading of a page's picture beside the bare engine, and the second reader's share of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from bench.measure import Cost, interleaved, timed, total
from bench.papers import scans
from pipeline.intake.opening import load
from pipeline.reading import ocr_rapid, ocr_tesseract, picture
from pipeline.reading.render import page_size, render_page, resolution
from pipeline.records.reading import Page
from pipeline.records.source import Source


@dataclass(frozen=True, slots=True)
class Scan:
    """One scanned page: its picture, size in points and resolution."""

    image: Image.Image
    width: float
    height: float
    dpi: float


@dataclass(frozen=True, slots=True)
class Ocr:
    """What was measured.

    Attributes:
        pages: Number of pages.
        ours: `read_picture` with both readers.
        bare: The engines alone on the same pictures: the first as its own package runs it at our settings, the second
            on the crops that ours shows it.
        second: CPU share of the second reader in ours, crops and comparison included.
        agreement: Lowest share of amounts on which both readers agreed; None without a second reader.
    """

    pages: int
    ours: Cost
    bare: Cost
    second: float
    agreement: float | None


def measure(folder: Path, until: float, repeats: int = 3) -> Ocr | None:
    """Draw scans into `folder` and measure; None where the first engine is not installed.

    This is what takes long: past `until` (see `interleaved`) repeats are left out.
    """
    if not ocr_rapid.is_available():
        return None
    drawn = [_scan(source) for source in scans(folder)]
    corner = Scan(drawn[0].image.crop((0, 0, 600, 300)), 144.0, 72.0, drawn[0].dpi)
    _read(corner)  # both engines load their models
    _bare(corner, [])
    crops = [_crops_of(scan) for scan in drawn]
    second: list[float] = []
    whole: list[float] = []
    agreements: list[float | None] = []

    def ours(scan: Scan) -> None:
        whole.append(timed(lambda: agreements.append(_read(scan).agreement)).cpu)

    works: dict[str, Callable[[], object]] = {}
    for number, scan in enumerate(drawn):
        works |= {f"ours {number}": partial(ours, scan), f"bare {number}": partial(_bare, scan, crops[number])}
    with _second_timed(second):
        found = interleaved(works, repeats, until)
    known = [share for share in agreements if share is not None]
    return Ocr(
        pages=len(drawn),
        ours=total([cost for name, cost in found.items() if name.startswith("ours")]),
        bare=total([cost for name, cost in found.items() if name.startswith("bare")]),
        second=sum(second) / sum(whole) if ocr_tesseract.is_available() else 0.0,
        agreement=min(known, default=None),
    )


def _scan(source: Source) -> Scan:
    data = load(source)
    drawn, effective = resolution(data, 1)
    width, height = page_size(data, source.kind, 1)
    return Scan(render_page(data, source.kind, 1, drawn), width, height, effective)


def _read(scan: Scan) -> Page:
    return picture.read_picture(scan.image, number=1, width=scan.width, height=scan.height, dpi=scan.dpi, mode="auto")


def _bare(scan: Scan, crops: Sequence[tuple[str, list[Any]]]) -> None:
    _bare_engine()(np.asarray(scan.image.convert("RGB"))[:, :, ::-1])
    for reader, pictures in crops:
        getattr(ocr_tesseract, reader)(pictures)


def _crops_of(scan: Scan) -> list[tuple[str, list[Any]]]:
    """Return the crops that reading a page shows to each of the second reader's ways of reading."""
    module: Any = ocr_tesseract
    plain = {reader: getattr(module, reader) for reader in ("figures", "identifiers", "words")}
    seen: list[tuple[str, list[Any]]] = []

    def noting(reader: str) -> Callable[[list[Any]], Any]:
        def read(pictures: list[Any]) -> Any:
            seen.append((reader, list(pictures)))
            return plain[reader](pictures)

        return read

    try:
        for reader in plain:
            setattr(module, reader, noting(reader))
        _read(scan)
    finally:
        for reader, function in plain.items():
            setattr(module, reader, function)
    return seen


@cache
def _bare_engine() -> Any:
    """Return the first engine as its package offers it, with the settings that `ocr_rapid` uses."""
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": 4000,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": 1600,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


@contextmanager
def _second_timed(spent: list[float]) -> Iterator[None]:
    """Collect the CPU seconds that the second reader takes inside `read_picture`."""
    module: Any = picture
    plain = module.second_readings

    def second_readings(*arguments: Any, **named: Any) -> Any:
        result: list[Any] = []
        spent.append(timed(lambda: result.append(plain(*arguments, **named))).cpu)
        return result[0]

    module.second_readings = second_readings
    try:
        yield
    finally:
        module.second_readings = plain
