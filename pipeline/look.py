"""What the reader saw of one file: pictures with rows, columns and verdicts over them, and what came of them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PIL import Image

from pipeline.errors import DocumentError, OutputError, explain
from pipeline.extract.papers import Paper, extract_papers
from pipeline.intake.opening import load
from pipeline.intake.scan import scan
from pipeline.look_blank import blank_page
from pipeline.look_draw import overlay, with_strip
from pipeline.look_mask import mask, masked_page
from pipeline.look_seen import Seen, seen
from pipeline.look_words import Hide, page_lines, paper_lines, strip_lines
from pipeline.output.publish import write_whole
from pipeline.reading import draw, pages, render
from pipeline.records.evidence import Box
from pipeline.records.reading import Page, Reading
from pipeline.records.source import FileKind, Source

_DPI: Final = 150.0
_TALLEST: Final = 4000.0
"""Points of a structured page that are drawn; words.txt has all of its rows."""

_WORDS: Final = "words.txt"


@dataclass(slots=True)
class _Job:
    """How a file is looked at, and what was written of it so far.

    Attributes:
        folder: Where the pictures and words.txt go.
        mode: Readers to use.
        passwords: Tried on a locked file.
        anonymous: Whether what comes from the paper is masked.
        written: Pictures written.
    """

    folder: Path
    mode: str
    passwords: tuple[str, ...]
    anonymous: bool
    written: list[Path] = field(default_factory=list)

    @property
    def hide(self) -> Hide:
        """What a text of the paper goes through before it is written."""
        return mask if self.anonymous else str


def look(path: Path, folder: Path, mode: str, passwords: tuple[str, ...], *, anonymous: bool = False) -> list[Path]:
    """Draw what the reader saw of a file, and write what was read and made of it.

    Args:
        path: The file; of a container every member is looked at.
        folder: Where the pictures (page-1.png …) and words.txt go.
        mode: Readers to use: auto, rapidocr, tesseract or off.
        passwords: Tried on a locked file.
        anonymous: Mask all that comes from the paper but its layout and the words of our own lists.

    Returns:
        The files written, words.txt last.

    Raises:
        DocumentError: The file cannot be read at all.
        OutputError: The folder cannot be written to.
    """
    path = path.resolve()
    job = _Job(folder, mode, passwords, anonymous)
    found = scan("look", [path], path.parent, passwords)
    if not found.sources:
        first = found.refusals[0]
        raise DocumentError(first.reason_code, job.hide(first.detail))
    lines = [
        f"{f'refused-{number}' if anonymous else refusal.path}: "
        f"{explain(refusal.reason_code, job.hide(refusal.detail))}"
        for number, refusal in enumerate(found.refusals, 1)
    ]
    try:
        for number, source in enumerate(sorted(found.sources, key=lambda s: s.path), 1):
            prefix = f"{number}-" if len(found.sources) > 1 else ""
            lines.extend(_look_at(source, number, prefix, job))
        words = folder / _WORDS
        write_whole(words, ("\n".join(lines) + "\n").encode("utf-8", "replace"))
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror or error}") from error
    return [*job.written, words]


def _look_at(source: Source, number: int, prefix: str, job: _Job) -> list[str]:
    name = f"file-{number}" if job.anonymous else source.path
    lines = [f"# {name} ({source.kind.value})", ""]
    try:
        total = pages.count(source, job.passwords)
    except DocumentError as error:
        return [*lines, explain(error.code, job.hide(error.detail)), ""]
    read: list[Page] = []
    for page_number in range(1, total + 1):
        try:
            page = pages.read_page(pages.PageTask(source, page_number, job.mode, job.passwords))
        except DocumentError as error:
            lines += [f"## page {page_number}", explain(error.code, job.hide(error.detail)), ""]
            continue
        read.append(page)
        lines.extend(page_lines(page, job.hide))
    good = [page for page in read if page.error is None and page.grid.rows]
    papers = extract_papers(source.path, Reading(source.sha256, tuple(read))) if good else []
    shown = seen(papers, read)
    for page in read:
        try:
            picture = _picture(source, page, shown[page.number], read, job)
        except DocumentError as error:
            lines += [f"## page {page.number}", explain(error.code, job.hide(error.detail)), ""]
            continue
        target = job.folder / f"{prefix}page-{page.number}.png"
        buffer = io.BytesIO()
        picture.info = {}  # nothing of the paper's own: no EXIF, no profile
        picture.save(buffer, "PNG")
        write_whole(target, buffer.getvalue())
        job.written.append(target)
    return lines + list(_papers(papers, good, job.hide))


def _picture(source: Source, page: Page, found: Seen, read: Sequence[Page], job: _Job) -> Image.Image:
    """Return a page with what was seen over it; of an anonymous one its own pixels are not used."""
    shown = masked_page(page) if job.anonymous else page
    if source.kind in (FileKind.PDF, FileKind.IMAGE):
        image = render.render_page(load(source), source.kind, page.number, _DPI, job.passwords)
        if job.anonymous:
            image = blank_page(image, shown, scale=image.width / page.width)
    else:
        image = draw.draw_window(shown, Box(0.0, 0.0, page.width, min(page.height, _TALLEST)), _DPI)
    result = overlay(image, shown, found, scale=image.width / page.width)
    lines = strip_lines(page, found.papers, read, job.hide, pixels=source.kind is FileKind.IMAGE)
    return with_strip(result, list(lines), found.frames)


def _papers(papers: Sequence[Paper], good: Sequence[Page], hide: Hide) -> Iterator[str]:
    for paper in papers:
        numbers = {number for part in paper.document.parts for number in part.pages}
        yield from paper_lines(paper, [page for page in good if page.number in numbers], hide)
