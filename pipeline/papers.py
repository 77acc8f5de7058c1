"""A case's files to papers: pages through the cache and the executor, then papers through the cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from pipeline.cache import Cache
from pipeline.executor import Executor, Outcome, attempt
from pipeline.extract import Paper
from pipeline.extract.lexicon import lexicon
from pipeline.extract.papers import document_id, extract_joined
from pipeline.extract.photos import Photo, adds_up, join
from pipeline.intake import Intake
from pipeline.keys import count_key, joined_key, page_key, paper_key, said_key
from pipeline.options import Options, Progress
from pipeline.reading.pages import PageTask, count, read_page
from pipeline.records.decision import Said
from pipeline.records.evidence import Origin
from pipeline.records.extraction import DocStatus, Document, Part
from pipeline.records.reading import Grid, Page, Reading
from pipeline.records.source import FileKind, Refusal, Source
from pipeline.settings import CaseSettings


def _count_task(task: PageTask) -> int:
    return count(task.source, task.passwords)


def read_pages(
    intake: Intake,
    options: Options,
    settings: CaseSettings,
    executor: Executor,
    cache: Cache,
    progress: Progress | None,
) -> tuple[dict[str, Reading], dict[str, str], list[Refusal]]:
    """Read all pages of a case: from the cache where their key is known, else through the executor."""
    passwords = settings.passwords
    counts: dict[str, int] = {}
    failures: list[Refusal] = []
    unknown = []
    for source in intake.sources:
        known = cache.get(count_key(source))
        if isinstance(known, int):
            counts[source.sha256] = known
        else:
            unknown.append(PageTask(source, 1, options.ocr, passwords))
    for task, outcome in zip(unknown, executor.map(_count_task, unknown), strict=True):
        source = task.source
        if outcome.value is None:
            failures.append(Refusal(source.case, source.path, source.sha256, _file_code(outcome), outcome.detail))
            continue
        counts[source.sha256] = outcome.value
        cache.put(count_key(source), outcome.value)
    pages: dict[tuple[str, int], Page] = {}
    hits: dict[str, int] = {}
    missing: list[PageTask] = []
    for source in intake.sources:
        for number in range(1, counts.get(source.sha256, 0) + 1):
            page = cache.get(page_key(source, number, options.ocr))
            if isinstance(page, Page):
                pages[source.sha256, number] = page
                hits[source.sha256] = hits.get(source.sha256, 0) + 1
            else:
                missing.append(PageTask(source, number, options.ocr, passwords))
    bar = progress(missing, "读取页面") if progress and missing else None
    for task, result in zip(missing, executor.map(read_page, missing), strict=True):
        pages[task.source.sha256, task.page] = _page(task, result)
        if result.value is not None:
            cache.put(page_key(task.source, task.page, options.ocr), result.value)
        if bar is not None:
            bar.update(1)
    if bar is not None:
        bar.close()
    readings = {
        sha256: Reading(sha256, tuple(pages[sha256, n] for n in range(1, number + 1)), hits.get(sha256, 0))
        for sha256, number in counts.items()
    }
    keys = {
        source.sha256: paper_key(source, readings[source.sha256], options.ocr)
        for source in intake.sources
        if source.sha256 in readings
    }
    return readings, keys, failures


def _file_code(outcome: Outcome[int]) -> str:
    """Return the reason code of a whole file that could not be opened."""
    return outcome.code or "broken_file"


def _page(task: PageTask, outcome: Outcome[Page]) -> Page:
    if outcome.value is not None:
        return outcome.value
    return Page(task.page, 0.0, 0.0, Origin.EMBEDDED, Grid(()), error=outcome.code or "page_failed")


def extract_all(
    sources: Sequence[Source],
    readings: Mapping[str, Reading],
    keys: Mapping[str, str],
    cache: Cache,
    said: Mapping[str, Said],
) -> list[Paper]:
    """Return what a case's pages say, photographs of one paper read together.

    Args:
        sources: Of the case, in order.
        readings: Pages by hash of the file; a file that could not be opened has none.
        keys: Key of what was extracted from a file alone, by its hash.
        cache: Where papers are kept.
        said: What the person said that papers are, by id of the paper.
    """
    found = {source.path: source for source in sources if source.sha256 in readings}
    photos = [
        Photo(path, readings[source.sha256].pages[0])
        for path, source in found.items()
        if source.kind is FileKind.IMAGE and _one_good_page(readings[source.sha256])
    ]

    def files(group: Sequence[Photo]) -> list[tuple[str, Reading]]:
        return [(photo.path, readings[found[photo.path].sha256]) for photo in group]

    def proved(group: Sequence[Photo]) -> bool:
        return adds_up(extract_joined(files(group))) and not adds_up(extract_joined(files(group[:-1])))

    groups = join(photos, lexicon(), proved)
    first = {group[0].path: group for group in groups}
    later = {photo.path for group in groups for photo in group[1:]}
    papers: list[Paper] = []
    for path, source in found.items():
        if path in later:
            continue
        together = files(first[path]) if path in first else [(path, readings[source.sha256])]
        papers += _extract_cached(source, together, [keys[reading.sha256] for _, reading in together], cache, said)
    return papers


def _one_good_page(reading: Reading) -> bool:
    return len(reading.pages) == 1 and reading.pages[0].error is None and bool(reading.pages[0].grid.rows)


def _extract_cached(
    source: Source, files: Sequence[tuple[str, Reading]], keys: Sequence[str], cache: Cache, said: Mapping[str, Said]
) -> list[Paper]:
    """Return what files read together say: from the cache, else extracted; a fault of ours costs these files only."""
    key = keys[0] if len(keys) == 1 else joined_key(keys)
    papers = _cached(source, files, key, cache, {})
    told = {paper.document.id: said[paper.document.id] for paper in papers if paper.document.id in said}
    return _cached(source, files, said_key(key, told), cache, told) if told else papers


def _cached(
    source: Source, files: Sequence[tuple[str, Reading]], key: str, cache: Cache, said: Mapping[str, Said]
) -> list[Paper]:
    known = cache.get(key)
    if isinstance(known, list) and all(isinstance(paper, Paper) for paper in known):
        return [_at(paper, files) for paper in known]
    outcome = attempt(partial(extract_joined, said=said), files)
    if outcome.value is None:
        code = outcome.code or "page_failed"
        return [_failed(Refusal(source.case, source.path, source.sha256, code, outcome.detail))]
    if not any(page.error for _, reading in files for page in reading.pages):
        cache.put(key, outcome.value)
    return outcome.value


def _at(paper: Paper, files: Sequence[tuple[str, Reading]]) -> Paper:
    """Return a cached paper under the paths that its files have now."""
    paths = {reading.sha256: path for path, reading in files}
    parts = tuple(replace(part, path=paths.get(part.sha256, part.path)) for part in paper.document.parts)
    return replace(paper, document=replace(paper.document, parts=parts))


def refused(refusals: Sequence[Refusal]) -> list[Paper]:
    """Return the papers that stand for files which gave none; copies of one content are numbered."""
    seen: Counter[tuple[str, str]] = Counter()
    papers = []
    for refusal in refusals:
        what = (refusal.sha256 or refusal.path, refusal.reason_code)
        seen[what] += 1
        papers.append(_failed(refusal, seen[what]))
    return papers


def _failed(refusal: Refusal, number: int = 1) -> Paper:
    """Return the paper that stands for a file which gave none; only of an unreadable one does its name go in its id."""
    status = DocStatus.DUPLICATE if refusal.reason_code == "duplicate" else DocStatus.FAILED
    identity = document_id(f"{refusal.sha256 or refusal.path}{refusal.reason_code}{number}", ())
    document = Document(
        id=identity,
        parts=(Part(refusal.path, refusal.sha256, ()),),
        type=None,
        issuer=None,
        text_source=None,
        status=status,
        reason_code=refusal.reason_code,
        detail=refusal.detail,
    )
    return Paper(document)
