"""Print the benchmark: ratios first, since they hold on any machine; nothing is asserted."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from bench import embedded, ocr, whole
from bench.measure import Cost

_WIDE = 60
_BUDGET = 60.0
"""Seconds after which OCR is not repeated any more; the whole then stays below a minute and a half."""


def _ratio(name: str, cost: Cost, other: Cost) -> str:
    over = cost.over(other)
    return f"  {name:{_WIDE}} {over.cpu:7.2f} × {over.wall:7.2f} ×"


def _share(name: str, share: float, clock: str) -> str:
    blank = " " * 10 if clock == "wall" else ""
    return f"  {name:{_WIDE}} {blank}{share:7.1%}"


def _seconds(name: str, cost: Cost, pages: int) -> str:
    return f"  {name:{_WIDE}} {cost.cpu:7.2f} s {cost.wall:7.2f} s {pages / max(cost.wall, 1e-9):8.2f}"


def _head(text: str, *columns: str) -> str:
    return f"{text:{_WIDE + 2}} " + " ".join(f"{column:>9}" for column in columns)


def report(text: embedded.Embedded, scan: ocr.Ocr | None, run: whole.Whole) -> list[str]:
    """Return the lines of the report."""
    spent: dict[str, float] = run.stats["seconds"]
    pages, by_ocr = run.stats["pages"], run.stats["pages_ocr"]
    every = text.every_sort
    lines = [
        _head("Ratios (medians of interleaved repeats)", "cpu  ", "wall  "),
        _ratio("whole pipeline / pdfplumber words, lines, rects", text.pipeline, text.pdfplumber),
        _ratio("  of which reading / the same", text.reading, text.pdfplumber),
        _ratio("reading a text page / pdfplumber, pages of every sort", every.reading, every.pdfplumber),
        *(_ratio(f"  {sort.name}, {sort.pages} pages", sort.reading, sort.pdfplumber) for sort in text.sorts),
        _ratio("evidence pictures / bare rendering at 150 dpi", text.pictures, text.rendering),
    ]
    if scan is not None:
        lines.append(_ratio("OCR by both readers / both engines alone, same pictures", scan.ours, scan.bare))
        lines.append(_share("  share of the second reader", scan.second, "cpu"))
    lines.append(_ratio("sample case, run again unchanged / first run", run.again, run.first))
    lines += [
        _share(f"  share of {stage} in the first run", spent[stage] / spent["total"], "wall") for stage in whole.STAGES
    ]
    lines += [
        "",
        _head("On this machine", "cpu  ", "wall  ", "pages/s"),
        _seconds(f"whole pipeline, {text.pages} pages, {text.rows} rows", text.pipeline, text.pages),
        _seconds("pdfplumber words, lines, rects", text.pdfplumber, text.pages),
        _seconds(f"reading text pages of every sort, {every.pages} pages", every.reading, every.pages),
        _seconds("pdfplumber words, lines, rects of the same", every.pdfplumber, every.pages),
        _seconds(f"the gate alone, {1000 * text.gate.cpu / every.pages:.1f} ms a page", text.gate, every.pages),
        _seconds("evidence pictures, one per page", text.pictures, text.pages),
    ]
    if scan is not None:
        agreed = "" if scan.agreement is None else f", agreeing on {scan.agreement:.0%} or more"
        lines.append(_seconds(f"OCR by both readers, {scan.pages} scans{agreed}", scan.ours, scan.pages))
        lines.append(_seconds("both engines alone", scan.bare, scan.pages))
    lines.append(_seconds(f"sample case, first run, {pages} pages, {by_ocr} by OCR", run.first, pages))
    lines.append(_seconds("sample case, run again unchanged", run.again, pages))
    return lines


def main() -> int:
    """Run everything and print it."""
    if not sys.platform.startswith(("linux", "darwin")):
        sys.stderr.write("bench: children's processor time is only known on Linux and macOS\n")
        return 2
    until = time.perf_counter() + _BUDGET
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("embedded", "ocr", "whole"):
            (folder / part).mkdir()
        run = whole.measure(folder / "whole")
        text = embedded.measure(folder / "embedded")
        scan = ocr.measure(folder / "ocr", until)
    sys.stdout.write("\n".join(report(text, scan, run)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
