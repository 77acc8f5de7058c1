"""Characters that look like a digit or a minus and are none: a figure with one of them is doubted, never mended."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from pipeline.reading.trust import unmapped
from pipeline.records.reading import Cell, Grid, ReaderText

READER = "pdfium-strict"
"""Reader name of the text with `?` for each such character; it can contradict the embedded text alone."""

_LETTERS = (
    {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"}
    | dict.fromkeys("\u041e\u043e\u039f\u03bf\u0555\u0585\u2c9e\u2c9f\ua4f3\uff2f\uff4f\u25cb\u25ef\u3007", "0")
    | dict.fromkeys("\u0406\u0456\u04c0\u04cf\u0399\u03b9\u2160\u2170\uff29\uff4c\uff5c\u01c0\u2223\uff01", "1")
)
_MINUS = dict.fromkeys(
    "\u2011\u2012\u2015\u02d7\u2043\u2796\u30fc\u2500\u2501\ufe58\u23af\u00ad\u1806\uff70\u2e3a", "-"
)
_POINTS = dict.fromkeys("\u2024\u06d4\u066b\u2219\u22c5\uff61\ufe52\u0387", ".") | dict.fromkeys(
    "\u066c\u201a\u060c\ufe50\u00b8\u02cf", ","
)
_FIGURE = re.compile(
    r"[-+(\uff08]?(?:[\u00a5\uffe5$]|RMB|CNY)?[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?[)\uff09]?(?:\u5143|CR)?"
    r"|\d{4}[-./\u5e74]\d{1,2}[-./\u6708]\d{1,2}\u65e5?"
    r"|\d{1,2}[-/\u6708]\d{1,2}\u65e5?"
)
_TOKEN = re.compile(r"[^\s\uff1a:;\uff1b]+")
_FULL_WIDTH = str.maketrans("\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0c\uff0e", "0123456789,.")


@lru_cache(maxsize=4096)
def stands_for(character: str) -> str | None:
    """Return the digit or sign that a character pretends to be; None for honest ones (full width is honest)."""
    if "0" <= character <= "9" or "\uff10" <= character <= "\uff19":
        return None
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if unmapped(character):
        return "0"
    return _LETTERS.get(character) or _MINUS.get(character) or _POINTS.get(character)


def strict(text: str) -> str:
    """Return a text with `?` for each lookalike that stands in what would otherwise be a figure or a date."""

    def marked(match: re.Match[str]) -> str:
        token = match.group(0)
        # A token of Chinese and a figure: the figure is what stands between the Chinese characters.
        return re.sub(r"[^\u4e00-\u5143\u5145-\u5e73\u5e75-\u65e4\u65e6-\u6707\u6709-\u9fff]+", _marked_run, token)

    return _TOKEN.sub(marked, text) if any(stands_for(character) for character in text) else text


def _marked_run(match: re.Match[str]) -> str:
    run = match.group(0)
    if not any("0" <= c <= "9" or "\uff10" <= c <= "\uff19" for c in run):
        # Digits of another script altogether: a figure too.
        if not any(unicodedata.digit(c, None) is not None for c in run):
            return run
        if not any(c in ".,-/\uff0e\uff0c" for c in run):
            return run
    odd = [stands_for(character) for character in run]
    if not any(odd):
        return run
    plain = "".join(o or c for o, c in zip(odd, run, strict=True)).translate(_FULL_WIDTH)
    digits = sum(character.isdigit() for character in plain)
    honest = sum(c.isdigit() for c in run)
    if sum(c.isascii() for c, o in zip(run, odd, strict=True) if o) > honest:
        return run  # more letters than digits: a name (O2O)
    if digits < 3 or not _FIGURE.fullmatch(plain.strip("*()\uff08\uff09")):
        return run
    return "".join("?" if o else c for o, c in zip(odd, run, strict=True))


def mark(grid: Grid) -> tuple[Grid, int]:
    """Give each cell whose figure holds a lookalike a reading that contradicts it.

    Returns:
        The grid and the number of such cells.
    """
    count = 0
    rows = []
    for row in grid.rows:
        cells: list[Cell] = []
        for cell in row.cells:
            text = strict(cell.text)
            if text != cell.text:
                count += 1
                own = cell.readings or (ReaderText("pdfium", cell.text),)
                cell = replace(cell, readings=(*own, ReaderText(READER, text)))
            cells.append(cell)
        rows.append(replace(row, cells=tuple(cells)))
    return (Grid(tuple(rows)), count) if count else (grid, 0)
