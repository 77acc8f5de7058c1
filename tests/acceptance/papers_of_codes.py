"""What one paper, or the few papers, of each code must give: said by what made them, with its own arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from samples.canvas import Canvas
from samples.canvas_pylopdf import PylopdfCanvas
from samples.case_truth import PaperTruth, PersonTruth
from tests.drawn.canvas_skia import SkiaCanvas
from tests.golden.canvas_reportlab import ReportlabCanvas
from tests.golden.cards_form import Form, draw
from tests.golden.cards_truth import Bill

PERSON = PersonTruth("林小样", "3402", "5527")


@dataclass(frozen=True, slots=True)
class Said:
    """A finding that must come out; sums are fen, or words where the finding has words.

    Attributes:
        account: Contract number or card tail, as printed.
        day: Of what is accused.
        accused: Text of the accused figure as the paper prints it.
        others: More figures that the draft must hold.
    """

    code: str
    severity: str
    account: str
    day: date
    observed: int | str
    expected: int | str
    difference: int | None
    accused: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pack:
    """Papers that lie in one folder of the inbox, and all that must be said of them above a notice.

    Attributes:
        name: Of the folder: the code, and what it is about.
        code: Which the papers are about.
        said: What must be found; of a lawful twin nothing.
    """

    name: str
    code: str
    files: Mapping[str, bytes]
    said: tuple[Said, ...] = field(default=())


def yuan(fen: int) -> str:
    """Return an amount as papers print it."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def half_up(value: Fraction) -> int:
    """Return the nearest whole number, halves upwards."""
    return int((2 * value + 1) // 2)


def drawn(form: Form, bill: Bill, by: str = "pylopdf", size: float = 8.0) -> bytes:
    """Return a card statement as PDF: by the samples' library, by Skia, or by ReportLab, which only names its font."""
    canvas: Canvas = SkiaCanvas() if by == "skia" else ReportlabCanvas() if by == "reportlab" else PylopdfCanvas()
    return draw(canvas, form, bill, "all", size)


def files_of(*papers: PaperTruth) -> dict[str, bytes]:
    """Return drawn papers by their file names."""
    return {paper.file: paper.draw() for paper in papers}
