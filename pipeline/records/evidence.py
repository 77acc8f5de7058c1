"""Where a value was read and what supports it.

Every figure, date and word that leaves `extract` is a `Value`: the thing itself, the evidence it was read from
and the checks that ran over it.  Whether it is *verified* is derived from these, never set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

PAGE_AGREEMENT = 0.9
"""Share of amounts on a page on which both readers must agree before one witness is enough.

With a second reader that looked at each crop once, 0.85 was measured to do.  Since it takes another look at what it
does not agree on, more pages reach that, bad ones among them: on a drawn fax just below 0.90 ten shared misreadings
stood (`docs/verification.md`).
"""


class Origin(StrEnum):
    """Who read a text first."""

    EMBEDDED = "embedded"
    OCR = "ocr"
    STRUCTURED = "structured"
    PERSON = "person"


class Precision(StrEnum):
    """What the paper prints of the thing: fen or whole yuan; a day, a month, or a day without its year."""

    EXACT = "exact"
    YUAN = "yuan"
    MONTH = "month"
    DAY_WITHOUT_YEAR = "day_without_year"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the original page as a person sees it: points, origin top left (pixels for pictures)."""

    x0: float
    top: float
    x1: float
    bottom: float

    def __post_init__(self) -> None:
        if self.x1 < self.x0 or self.bottom < self.top:
            raise ValueError(f"box is inside out: {self}")

    @property
    def width(self) -> float:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in points."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Vertical centre in points."""
        return (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )


def union(boxes: list[Box]) -> Box:
    """Return the smallest box that holds all of `boxes` (at least one)."""
    result = boxes[0]
    for box in boxes[1:]:
        result = result.union(box)
    return result


class CheckKind(StrEnum):
    """What kind of independent support (or contradiction) a check is."""

    SECOND_READER = "second_reader"
    SECOND_EXTRACTOR = "second_extractor"
    ARITHMETIC = "arithmetic"
    CAPITALS = "capitals"
    COUNTS = "counts"
    OTHER_PAPER = "other_paper"
    CALENDAR = "calendar"
    PERSON = "person"


EQUATIONS = frozenset({CheckKind.ARITHMETIC, CheckKind.CAPITALS, CheckKind.COUNTS, CheckKind.OTHER_PAPER})
"""Kinds that support a value without looking at its glyphs again."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check that ran over a value.

    Attributes:
        kind: What supported or contradicted it.
        agrees: Whether it did support it.
        source: With what, in a few words ("tesseract-eng", "行合计", ...); two checks of one source count once.
        saw: Of a reader that disagrees: the value it saw, its text where that is none.
    """

    kind: CheckKind
    agrees: bool
    source: str
    saw: object = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place a value was read from.

    Attributes:
        document: Id of the paper.
        page: Page number within the paper, from 1.
        box: Where on the page, or None for a thing that the page lacks.
        text: The raw text as read, never folded.
        origin: Who read it first.
        page_agreement: Share of this page's amounts on which both readers agree; None for embedded text.
    """

    document: str
    page: int
    box: Box | None
    text: str
    origin: Origin
    page_agreement: float | None = None


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """A thing read from a paper, with where it stands and what supports it.

    Attributes:
        value: The thing; amounts are integer fen.
        evidence: Where it was read.
        checks: What ran over it, in order.
        precision: How much of it the paper prints.
        field: Stable name of this field in this paper, given by `extract`; corrections are addressed to it.
        first_read: What the machine had read before a person corrected it; None when nobody did.
    """

    value: T
    evidence: Evidence
    checks: tuple[Check, ...] = ()
    precision: Precision = Precision.EXACT
    field: str = ""
    first_read: T | None = None

    @property
    def as_first_read(self) -> T:
        """What the machine read first; ids are made from this, so a correction keeps them."""
        return self.value if self.first_read is None else self.first_read

    @property
    def verified(self) -> bool:
        """Whether the checks suffice to let this value stand in a letter.

        Of a picture's value two witnesses may stand against each other: the second reader misreads small print
        more often than the first does.  What two equations prove, it may contradict.
        """
        if any(check.kind is CheckKind.PERSON for check in self.checks):
            return True
        if self.evidence.origin is not Origin.OCR:
            return all(check.agrees for check in self.checks)
        readers = [check.agrees for check in self.checks if check.kind is CheckKind.SECOND_READER]
        if not all(check.agrees for check in self.checks if check.kind is not CheckKind.SECOND_READER):
            return False
        agreed = bool(readers) and all(readers)
        equations = len({check.source for check in self.checks if check.agrees and check.kind in EQUATIONS})
        if (self.evidence.page_agreement or 0.0) >= PAGE_AGREEMENT and all(readers):
            return agreed or equations >= 1
        return equations >= 2 or (agreed and equations >= 1)

    def checked(self, *checks: Check) -> Value[T]:
        """Return this value with `checks` appended."""
        return replace(self, checks=self.checks + checks)
