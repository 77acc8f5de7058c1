"""The first reader: RapidOCR with the PP-OCRv6 small models that lie inside its package.

Everything the rest of the pipeline knows of this engine is here: its settings, its coordinates, its scores.
One engine lives in each process and is made when the first page needs it.  The same picture gives the same
words.
"""

from __future__ import annotations

import functools
import importlib.metadata
import importlib.util
import os
import unicodedata
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.records.evidence import Box
from pipeline.records.reading import Word

# onnxruntime 1.32 otherwise notes each use, with an id of the machine, in the person's cache to be sent out later.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

READER: Final = "rapidocr"
"""Name of this reader in `ReaderText.reader`."""

Quad = NDArray[np.float32]
"""Four corners (x, y) in pixels: top left, top right, bottom right, bottom left."""

_DETECTOR: Final = "PP-OCRv6_det_small.onnx"
_RECOGNISER: Final = "PP-OCRv6_rec_small.onnx"
_SIDE: Final = 1600
_LONGEST: Final = 4000

_TALL: Final = 2.0
"""Boxes at least this many times higher than wide are read turned; a lone `1` must not be."""

_STRIP: Final = 2.2
"""Pictures more than this many times higher than wide (long screenshots) are searched for lines in bands."""

_BAND: Final = 1.5
"""Height of such a band in widths of the picture."""


def is_available() -> bool:
    """Tell whether the engine and its models are installed."""
    return importlib.util.find_spec("onnxruntime") is not None and _models() is not None


def version() -> str:
    """Return the engine's version, its models and its runtime: all that its reading depends on."""
    engine = importlib.metadata.version("rapidocr")
    runtime = importlib.metadata.version("onnxruntime")
    return f"{engine} (PP-OCRv6 small, onnxruntime {runtime})"


def read(image: NDArray[np.uint8]) -> list[Word]:
    """Read a page.

    Args:
        image: RGB pixels, height × width × 3, lines level.

    Returns:
        Words in reading order, in pixels of `image`.  Each character of a word's text has its edges; the
        score is that of the least certain character.
    """
    return recognise(image, detect(image))


def detect(image: NDArray[np.uint8]) -> list[Quad]:
    """Find the lines of text on a page.

    Args:
        image: RGB pixels, height × width × 3.

    Returns:
        Quads in pixels, from top to bottom and left to right.
    """
    quads: list[Quad] = []
    for top, bottom in _bands(image):
        for quad in _detect_band(np.ascontiguousarray(image[top:bottom, :, ::-1])):
            quad[:, 1] += top
            quads.append(quad)
    return quads


def recognise(image: NDArray[np.uint8], quads: list[Quad]) -> list[Word]:
    """Read the lines found by `detect`.

    Args:
        image: RGB pixels, height × width × 3.
        quads: Where the lines stand.

    Returns:
        Words in the order of `quads`, in pixels.
    """
    if not quads:
        return []
    pixels = np.ascontiguousarray(image[:, :, ::-1])
    strips = [_cut(pixels, quad) for quad in quads]
    result = _engine().recognize_txt([np.rot90(strip) if _is_tall(strip) else strip for strip in strips])
    words: list[Word] = []
    for quad, strip, text, info in zip(quads, strips, result.txts, result.word_results, strict=True):
        if text.strip():
            words.extend(_words_of(quad, strip, text, info))
    return words


def tall_share(quads: list[Quad]) -> float:
    """Return the share of all lines, weighted by length, that run from top to bottom.

    Near 1 on a page that lies on its side, near 0 on an upright or upside-down one.
    """
    tall = total = 0.0
    for quad in quads:
        width, height = _sides(quad)
        if max(width, height) < 2.0 * min(width, height):
            continue
        total += max(width, height)
        tall += height if height > width else 0.0
    return tall / total if total else 0.0


def _models() -> tuple[Path, Path] | None:
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "models"
    detector, recogniser = folder / _DETECTOR, folder / _RECOGNISER
    return (detector, recogniser) if detector.is_file() and recogniser.is_file() else None


@functools.cache
def _engine() -> Any:
    import rapidocr

    models = _models()
    if models is None:
        raise RuntimeError("the models of rapidocr are not installed")
    # One thread each: a second one in the same process costs more than it saves, and pages run side by side.
    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": _LONGEST,
            "Global.return_word_box": True,
            "Global.return_single_char_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": _SIDE,
            # Named outright, the models are never looked for anywhere else, least of all on the network.
            "Det.model_path": str(models[0]),
            "Rec.model_path": str(models[1]),
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _bands(image: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Cut a long screenshot at rows without ink; the detector would shrink it beyond recognition."""
    height, width = image.shape[:2]
    if height <= _STRIP * width:
        return [(0, height)]
    unrest = image.max(axis=2).astype(np.int16)
    busy = (unrest.max(axis=1) - unrest.min(axis=1)).astype(np.float64)
    step = max(int(_BAND * width), 64)
    bands, top = [], 0
    while height - top > 1.3 * step:
        low, high = top + int(0.7 * step), top + int(1.3 * step)
        # The middle of the calmest stretch: smoothing prefers a wide gap to a lucky single row.
        calm = np.convolve(busy[low:high], np.ones(9) / 9.0, mode="same")
        cut = low + int(np.argmin(calm))
        bands.append((top, cut))
        top = cut
    bands.append((top, height))
    return bands


def _detect_band(pixels: NDArray[np.uint8]) -> list[Quad]:
    from rapidocr.main import RapidOCRError
    from rapidocr.utils.process_img import map_boxes_to_original

    engine = _engine()
    scaled, record = engine.preprocess_img(pixels)
    try:
        _, found = engine.detect_and_crop(scaled, record)
    except RapidOCRError:
        return []
    boxes = map_boxes_to_original(found.boxes, record, *pixels.shape[:2])
    return [np.asarray(box, dtype=np.float32) for box in boxes if min(_sides(box)) >= 2.0]


def _sides(quad: Quad) -> tuple[float, float]:
    width = max(float(np.linalg.norm(quad[0] - quad[1])), float(np.linalg.norm(quad[3] - quad[2])))
    height = max(float(np.linalg.norm(quad[0] - quad[3])), float(np.linalg.norm(quad[1] - quad[2])))
    return width, height


def _cut(pixels: NDArray[np.uint8], quad: Quad) -> NDArray[np.uint8]:
    width, height = (max(2, round(side)) for side in _sides(quad))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(np.ascontiguousarray(quad, dtype=np.float32), target)
    strip: NDArray[np.uint8] = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return strip


def _is_tall(strip: NDArray[np.uint8]) -> bool:
    return bool(strip.shape[0] >= _TALL * strip.shape[1])


def _words_of(quad: Quad, strip: NDArray[np.uint8], text: str, info: Any) -> list[Word]:
    """Cut one recognised line into words at its blanks, with the edges of every character."""
    box = _box_of(quad)
    grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
    # The engine lists columns for visible characters only, scores for blanks too.
    columns = [column for group in info.word_cols for column in group]
    scores = [float(score) for score in info.confs]
    visible = [number for number, char in enumerate(text) if not char.isspace()]
    if len(columns) != len(visible) or len(scores) != len(text) or _is_tall(strip):
        edges = _even_edges(box, len(text))
        lowest = min(scores, default=0.0)
        scores = [lowest] * len(text)
    else:
        scale = strip.shape[1] / info.line_txt_len
        centres = [(column + 0.5) * scale for column in columns]
        snapped = snap_edges(grey, "".join(text.split()), centres)
        box = _tightened(box, grey, _full_width("".join(text.split()), centres, strip.shape[0]))
        ratio = box.width / strip.shape[1]
        edges = [(0.0, 0.0)] * len(text)
        for number, (left, right) in zip(visible, snapped, strict=True):
            edges[number] = (box.x0 + left * ratio, box.x0 + right * ratio)
    words = []
    start: int | None = None
    for number in range(len(text) + 1):
        blank = number == len(text) or text[number].isspace()
        if blank and start is not None:
            run = slice(start, number)
            own = tuple(edges[run])
            words.append(Word(text[run], Box(own[0][0], box.top, own[-1][1], box.bottom), own, min(scores[run])))
            start = None
        elif not blank and start is None:
            start = number
    return words


def _box_of(quad: Quad) -> Box:
    """Return the upright box of a level quad.

    Top and bottom are means of the corners: the bounding box of a long line that is off by a fraction of a
    degree would reach into its neighbours.
    """
    xs, ys = quad[:, 0], quad[:, 1]
    top, bottom = float(ys[0] + ys[1]) / 2, float(ys[2] + ys[3]) / 2
    return Box(float(xs.min()), min(top, bottom), float(xs.max()), max(top, bottom))


def _tightened(box: Box, grey: NDArray[np.uint8], full: float) -> Box:
    """Return the box with the height of its font, about the middle of its ink.

    The detector leaves a margin of its own around each line; heights would not compare with those of
    embedded text.
    """
    rows = np.flatnonzero(ink_of(grey).any(axis=1))
    if not rows.size or rows[-1] + 1 - rows[0] < 0.45 * full or full >= grey.shape[0]:
        return box
    ratio = box.height / grey.shape[0]
    first, end = float(rows[0]), float(rows[-1]) + 1.0
    middle = box.top + (first + end) / 2 * ratio
    half = max(end - first, full) / 2 * ratio
    return Box(box.x0, max(box.top, middle - half), box.x1, min(box.bottom, middle + half))


def _even_edges(box: Box, count: int) -> list[tuple[float, float]]:
    step = box.width / max(count, 1)
    return [(box.x0 + step * number, box.x0 + step * (number + 1)) for number in range(count)]


def ink_of(grey: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which pixels of a strip are ink: the rarer side of the best threshold, ruled lines taken out.

    Args:
        grey: A strip around one line of text.
    """
    if int(grey.max()) - int(grey.min()) < 24:
        return np.zeros(grey.shape, dtype=np.bool_)
    threshold, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink: NDArray[np.bool_] = grey <= threshold
    if ink.mean() > 0.5:
        ink = ~ink
    ink[:, ink.mean(axis=0) > 0.92] = False
    ink[ink.mean(axis=1) > 0.8, :] = False
    return ink


def snap_edges(grey: NDArray[np.uint8], text: str, centres: list[float]) -> list[tuple[float, float]]:
    """Find where each character begins and ends, from roughly where it stands.

    The recogniser knows a character's place to about a sixth of the line's height and its width not at all.
    The ink knows better: two neighbours are parted where there is least of it between their centres.

    Args:
        grey: The strip of the line, grey.
        text: Its characters without blanks.
        centres: Where each of them stands, pixels from the strip's left.

    Returns:
        (x0, x1) of each character in pixels, rising and not overlapping.
    """
    ink = ink_of(grey)
    profile = ink.sum(axis=0).astype(np.float64)
    width = float(grey.shape[1])
    full = _full_width(text, centres, grey.shape[0])
    pieces = _pieces(profile)
    if len(pieces) == len(centres) and all(
        abs((left + right) / 2 - centre) < 0.6 * full for (left, right), centre in zip(pieces, centres, strict=True)
    ):
        return pieces
    spans = [full * _relative_width(char) for char in text]
    partings = [
        _parting(profile, centres[number], centres[number + 1], spans[number], spans[number + 1])
        for number in range(len(text) - 1)
    ]
    cuts = [max(0.0, centres[0] - 0.8 * spans[0]), *partings, min(width, centres[-1] + 0.8 * spans[-1])]
    edges = []
    for number, centre in enumerate(centres):
        low, high = cuts[number], cuts[number + 1]
        inked = np.flatnonzero(profile[int(low) : max(int(np.ceil(high)), int(low) + 1)])
        if inked.size:
            edges.append((int(low) + float(inked[0]), min(width, int(low) + float(inked[-1]) + 1.0)))
        else:
            half = spans[number] / 2
            edges.append((max(low, centre - half), max(low, min(high, centre + half))))
    return edges


def _pieces(profile: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return the runs of columns that hold ink; in a line of figures each is one character."""
    inked = np.concatenate(([0], (profile > 0).astype(np.int8), [0]))
    steps = np.diff(inked)
    return [
        (float(left), float(right))
        for left, right in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True)
    ]


def _parting(profile: NDArray[np.float64], left: float, right: float, span: float, next_span: float) -> float:
    """Return the column between two centres at which there is least ink, the likeliest one among equals."""
    low, high = int(np.ceil(left)), int(right)
    if high <= low:
        return (left + right) / 2
    likely = left + (right - left) * span / (span + next_span)
    columns = np.arange(low, high + 1)
    columns = columns[columns < profile.size]
    if not columns.size:
        return (left + right) / 2
    cost = profile[columns] / max(1.0, float(profile.max())) + 0.2 * np.abs(columns - likely) / max(1.0, span)
    return float(columns[int(np.argmin(cost))])


def _relative_width(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55


def _full_width(text: str, centres: list[float], height: int) -> float:
    """Estimate the width of a full-width character from neighbouring centres; else from the line's height."""
    steps = [
        (right - left) / ((_relative_width(a) + _relative_width(b)) / 2)
        for left, right, a, b in zip(centres, centres[1:], text, text[1:], strict=False)
    ]
    return min(float(np.median(steps)), 1.2 * height) if steps else 0.75 * height
