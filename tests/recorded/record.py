"""Records OCR readings of sample papers: `python -m tests.recorded.record [--check]`."""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import gzip
import hashlib
import json
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

from pipeline.intake.sniff import sniff
from pipeline.reading import ocr_tesseract
from pipeline.reading.pages import PageTask, count, read_page
from pipeline.records.evidence import Box, Origin
from pipeline.records.reading import Cell, Grid, Page, ReaderText, Reading, Row
from pipeline.records.source import Source
from samples.case_truth import PaperTruth
from samples.people import demo, scanned

FOLDER = Path(__file__).parent
MANIFEST = FOLDER / "manifest.json"
ENGINES = ("rapidocr", "onnxruntime", "opencv-python-headless", "tesserocr", "pypdfium2", "pillow")


def papers() -> dict[str, PaperTruth]:
    """Return the papers that are recorded: every scan and photo of the demo and of the scanned case, by a plain name."""
    chosen = [p for case in (demo(), scanned()) for p in case.papers if p.form != "pdf"]
    return {f"paper-{number}-{paper.form}": paper for number, paper in enumerate(chosen)}


def read(data: bytes) -> Reading:
    """Read a file by the real readers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "paper"
        path.write_bytes(data)
        source = Source("case", "paper", str(path), (), hashlib.sha256(data).hexdigest(), len(data), sniff(data))
        pages = tuple(read_page(PageTask(source, n)) for n in range(1, count(source, ()) + 1))
        return Reading(source.sha256, pages)


def to_json(reading: Reading) -> str:
    """Return a reading as text; coordinates with two decimals."""

    def plain(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 2)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        if isinstance(value, list | tuple):
            return [plain(v) for v in value]
        return value

    tree = plain(reading)
    for page, record in zip(tree["pages"], reading.pages, strict=True):
        page["to_page"] = list(record.to_page) if record.to_page else None
    return json.dumps(tree, ensure_ascii=False, indent=0, sort_keys=True)


def from_json(text: str) -> Reading:
    """Return a recorded reading."""
    tree = json.loads(text)
    return Reading(tree["sha256"], tuple(_page(page) for page in tree["pages"]))


def _page(page: dict[str, Any]) -> Page:
    rows = tuple(Row(tuple(_cell(c) for c in row["cells"]), Box(**row["box"])) for row in page["grid"]["rows"])
    other = {k: tuple(v) if isinstance(v, list) else v for k, v in page.items() if k not in ("grid", "origin")}
    return Page(grid=Grid(rows), origin=Origin(page["origin"]), **other)


def _cell(cell: dict[str, Any]) -> Cell:
    return Cell(
        cell["text"],
        Box(**cell["box"]),
        tuple((a, b) for a, b in cell["edges"]),
        cell["column"],
        tuple(ReaderText(**reading) for reading in cell["readings"]),
    )


def recorded(name: str) -> Reading:
    """Return what was recorded of a paper."""
    return from_json(gzip.decompress((FOLDER / f"{name}.json.gz").read_bytes()).decode())


def versions() -> dict[str, str]:
    """Return the versions of every engine that takes part."""
    return {name: metadata.version(name) for name in ENGINES} | dict(ocr_tesseract.versions())


def main() -> int:
    """Read every paper again; show differences, and write unless `--check`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when something differs")
    check = parser.parse_args().check
    differs = False
    for name, paper in papers().items():
        text = to_json(read(paper.draw()))
        path = FOLDER / f"{name}.json.gz"
        old = gzip.decompress(path.read_bytes()).decode() if path.exists() else ""
        if text != old:
            differs = True
            for line in list(difflib.unified_diff(old.splitlines(), text.splitlines(), name, name, lineterm="", n=0))[:40]:
                print(line[:160])
            if not check:
                path.write_bytes(gzip.compress(text.encode(), mtime=0))
    if not check:
        MANIFEST.write_text(json.dumps(versions(), indent=1, sort_keys=True) + "\n", "utf-8")
    return int(check and differs)


if __name__ == "__main__":
    raise SystemExit(main())
