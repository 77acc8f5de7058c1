"""How much of degraded papers is read, verified, and wrong: `make bench-accuracy [ARGS="--seed 7 --papers 20"]`.

Every verified value that is not what the paper prints is listed, with a picture of its place.
"""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from bench.facts import CLASSES, readings
from bench.specimens import Specimen, fonts, specimen
from bench.tiers import ONE_PAGE, STRICT, TIERS
from pipeline.extract import extract_paper
from pipeline.extract.papers import Paper
from pipeline.intake.sniff import sniff
from pipeline.reading import ocr_rapid, ocr_tesseract, picture
from pipeline.reading.pages import PageTask, count, read_page
from pipeline.reading.render import render_page
from pipeline.records.reading import Grid, Page, Reading
from pipeline.records.source import Source

VARIANTS: Final = ("both", "no tesseract", "no rapidocr")
_CROP_DPI: Final = 200.0


@dataclass(frozen=True, slots=True)
class Job:
    """One paper in one tier: everything a worker needs."""

    seed: int
    tier: str
    number: int
    crops: Path | None


@dataclass(slots=True)
class Tally:
    """Counts of one or more papers; keys are classes of fields."""

    pages: int = 0
    papers: int = 0
    rows: int = 0
    exact: int = 0
    printed: Counter[str] = field(default_factory=Counter)
    verified: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    """Verified and not what is printed."""
    told: int = 0
    """Papers that said something: a note, a reason, a field in review."""
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    listed: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add another one's counts."""
        for name in ("pages", "papers", "rows", "exact", "told"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("printed", "verified", "right", "wrong"):
            getattr(self, name).update(getattr(other, name))
        for engine, spent in other.seconds.items():
            self.seconds[engine] += spent
        self.listed += other.listed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print; the result is 1 where a bound is broken."""
    parser = argparse.ArgumentParser(prog="bench.accuracy", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="drawn afresh when not given")
    parser.add_argument("--papers", type=int, default=16, help="papers per tier; some have two pages")
    parser.add_argument("--tier", action="append", choices=tuple(TIERS), help="only these")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="without the runs that take a reader away")
    parser.add_argument("--crops", type=Path, default=None, help="where pictures of wrong values go")
    chosen = parser.parse_args(arguments)
    seed = chosen.seed if chosen.seed is not None else secrets.randbits(31)
    out = sys.stdout
    out.write(f"seed {seed}\n")
    styles = {style: [Path(file).name for file in files] for style, files in fonts().items()}
    out.write(f"fonts {styles}\n")
    out.write(f"chi_sim {'yes' if ocr_tesseract.has_chinese() else 'no'}\n")
    out.flush()
    start = time.perf_counter()
    tiers = tuple(chosen.tier or TIERS)
    result: dict[tuple[str, str], Tally] = defaultdict(Tally)
    jobs = [Job(seed, tier, number, chosen.crops) for tier in tiers for number in range(chosen.papers)]
    with multiprocessing.get_context("spawn").Pool(chosen.workers, maxtasksperchild=40) as pool:
        work = _quick if chosen.quick else _whole
        for job, found in tqdm(pool.imap_unordered(work, jobs), total=len(jobs), unit="papers", mininterval=30):
            for variant, tally in found.items():
                result[job.tier, variant].add(tally)
    for line in report(tiers, result):
        out.write(line + "\n")
    out.write(f"{time.perf_counter() - start:.0f} s\n")
    return int(broken(tiers, result))


def _quick(job: Job) -> tuple[Job, dict[str, Tally]]:
    return job, _run(job, whole=False)


def _whole(job: Job) -> tuple[Job, dict[str, Tally]]:
    return job, _run(job, whole=True)


def _run(job: Job, *, whole: bool) -> dict[str, Tally]:
    """Draw, degrade, read and judge one paper."""
    most = 1 if job.tier in ONE_PAGE else 2
    # A tier's papers are its own: the same page in every tier would count one stroke of luck many times.
    own = int.from_bytes(sha256(f"{job.seed}/{job.tier}".encode()).digest()[:4], "big")
    clean = specimen(own, job.number, most)
    suffix, data = TIERS[job.tier](clean.pdf, own + job.number)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"paper.{suffix}"
        path.write_bytes(data)
        source = Source("bench", path.name, str(path), (), sha256(data).hexdigest(), len(data), sniff(data))
        result = {}
        clock = _Clock()
        with clock:
            pages = [read_page(PageTask(source, n, "auto")) for n in range(1, count(source, ()) + 1)]
        name = f"{job.tier} {clean.name} {Path(clean.font).name}"
        result["both"] = _judged(_paper(source, pages), clean, name)
        result["both"].seconds.update(clock.seconds)
        if job.crops is not None and result["both"].listed:
            _save_crops(job, source, data, pages, clean)
        if whole:
            result["no tesseract"] = _judged(_paper(source, [_alone(page) for page in pages]), clean, name)
            begin = time.perf_counter()
            pages = [read_page(PageTask(source, n, "tesseract")) for n in range(1, count(source, ()) + 1)]
            result["no rapidocr"] = _judged(_paper(source, pages), clean, name)
            result["no rapidocr"].seconds["all"] = time.perf_counter() - begin
    return result


def _alone(page: Page) -> Page:
    """Return a page as if there were no second reader."""
    rows = tuple(
        replace(row, cells=tuple(replace(cell, readings=cell.readings[:1]) for cell in row.cells))
        for row in page.grid.rows
    )
    return replace(page, grid=Grid(rows), agreement=None)


def _paper(source: Source, pages: Sequence[Page]) -> Paper:
    return extract_paper(source.path, Reading(source.sha256, tuple(pages)))


def _judged(paper: Paper, truth: Specimen, name: str) -> Tally:
    tally = Tally(pages=truth.pages, papers=1, rows=len(truth.rows))
    found, tally.exact = readings(paper, truth)
    for one in found:
        if one.true is not None:
            tally.printed[one.kind] += 1
            tally.right[one.kind] += one.right
        tally.verified[one.kind] += one.verified and one.right
        if one.verified and not one.right:
            tally.wrong[one.kind] += 1
            checks = " ".join(f"{'=' if c.agrees else '≠'}{c.source}" for c in one.value.checks) if one.value else ""
            tally.listed.append(f"{name}: {one.field} {one.kind} read {one.read!r}, printed {one.true!r} ({checks})")
    tally.told = int(bool(paper.notes) or paper.document.reason_code is not None or any(not r.verified for r in found))
    return tally


def _save_crops(job: Job, source: Source, data: bytes, pages: Sequence[Page], truth: Specimen) -> None:
    assert job.crops is not None
    job.crops.mkdir(parents=True, exist_ok=True)
    found, _ = readings(_paper(source, pages), truth)
    for number, one in enumerate(o for o in found if o.verified and not o.right):
        if one.value is None or one.value.evidence.box is None:
            continue
        page = pages[one.value.evidence.page - 1]
        shown = render_page(data, source.kind, page.number, _CROP_DPI)
        scale, box = shown.width / page.width, one.value.evidence.box
        around = 2 * box.height
        area = (box.x0 - around, box.top - around, box.x1 + around, box.bottom + around)
        tier = job.tier.replace(" ", "-")
        shown.crop(tuple(round(edge * scale) for edge in area)).save(job.crops / f"{tier}-{job.number}-{number}.png")


class _Clock:
    """Seconds of the two engines and of everything, while it is open."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def __enter__(self) -> _Clock:
        self._plain = [(ocr_rapid, "detect"), (ocr_rapid, "recognise"), (picture, "second_readings")]
        self._kept = [getattr(module, name) for module, name in self._plain]
        for (module, name), function in zip(self._plain, self._kept, strict=True):
            setattr(module, name, self._timed("second" if name == "second_readings" else "first", function))
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds["all"] = time.perf_counter() - self._start
        for (module, name), function in zip(self._plain, self._kept, strict=True):
            setattr(module, name, function)

    def _timed(self, engine: str, function: Any) -> Any:
        def timed(*arguments: Any, **named: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[engine] += time.perf_counter() - start

        return timed


def report(tiers: Sequence[str], result: dict[tuple[str, str], Tally]) -> Iterator[str]:
    """Yield the tables: one per variant, then what was verified and is wrong."""
    variants = [variant for variant in VARIANTS if any((tier, variant) in result for tier in tiers)]
    for variant in variants:
        yield ""
        yield f"## {variant}"
        yield (
            "| tier | pages | rows exact | verified: amounts | dates | words | numbers | "
            "in review | verified wrong: amounts | dates | words | numbers | 3/n amounts | s/page (first, second) |"
        )
        yield "| --- |" + " ---: |" * 13
        whole = Tally()
        for tier in tiers:
            tally = result[tier, variant]
            whole.add(tally)
            yield _line(tier, tally)
        yield _line("all", whole)
    for variant in variants:
        listed = [text for tier in tiers for text in result[tier, variant].listed]
        yield ""
        yield f"verified and wrong, {variant}: {len(listed)}"
        if variant == VARIANTS[0]:
            yield from (f"  {text}" for text in listed)


def _share(part: float, of: float) -> str:
    return f"{part / of:.1%}" if of else "–"


def _line(name: str, tally: Tally) -> str:
    printed, verified = sum(tally.printed.values()), sum(tally.verified.values())
    bound = f"{3 / tally.verified['amounts']:.2%}" if tally.verified["amounts"] else "–"
    spent = [tally.seconds[engine] / max(tally.pages, 1) for engine in ("all", "first", "second")]
    cells = [
        name,
        str(tally.pages),
        _share(tally.exact, tally.rows),
        *(_share(tally.verified[kind], tally.printed[kind]) for kind in CLASSES),
        _share(printed - verified, printed),
        *(str(tally.wrong[kind]) for kind in CLASSES),
        bound,
        f"{spent[0]:.1f} ({spent[1]:.1f}, {spent[2]:.1f})",
    ]
    return "| " + " | ".join(cells) + " |"


LEAST_VERIFIED: Final = {"clean 300": 0.97, "scan 200": 0.90, "chat photo": 0.80, "fax 150": 0.50}
"""Share of amounts that must be verified, by tier."""


def broken(tiers: Sequence[str], result: dict[tuple[str, str], Tally]) -> bool:
    """Print which bounds do not hold; returns whether one does not."""
    faults = []
    loose = Tally()
    for tier in tiers:
        tally = result[tier, "both"]
        wrong = sum(tally.wrong.values())
        if tier in STRICT and wrong:
            faults.append(f"{tier}: {wrong} verified and wrong")
        if tier not in STRICT:
            loose.add(tally)
        share = tally.verified["amounts"] / max(tally.printed["amounts"], 1)
        if share < LEAST_VERIFIED.get(tier, 0.0):
            faults.append(f"{tier}: {share:.1%} of the amounts verified, {LEAST_VERIFIED[tier]:.0%} wanted")
    wrong, verified = sum(loose.wrong.values()), sum(loose.verified.values())
    if wrong * 1000 > verified:
        faults.append(f"photos and faxes: {wrong} of {verified} verified are wrong")
    sys.stdout.write("\n".join(["", *(faults or ["all bounds hold"])]) + "\n")
    return bool(faults)


if __name__ == "__main__":
    raise SystemExit(main())
