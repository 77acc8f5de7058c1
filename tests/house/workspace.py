"""A workspace in a temporary folder: papers are dropped, runs are made, outputs are compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import openpyxl

from pipeline.executor import Outcome, SerialExecutor, attempt
from pipeline.reading.pages import read_page
from pipeline.run import CaseResult, Options, process
from samples.people import with_errors

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 11, 25)
# Papers of samples.people.with_errors() by what they show; all with embedded text, no OCR.
TWICE, LACKING, UNSETTLED, REPORT, OTHER_CARD = 3, 7, 6, 9, 5


@lru_cache
def paper(number: int) -> tuple[str, bytes]:
    """File name and bytes of a paper of the sample case with errors."""
    truth = with_errors().papers[number]
    return truth.file, truth.draw()


_READ: dict[tuple, Outcome] = {}


class Remembering(SerialExecutor):
    """The serial twin, which reads a page of these tests only once per process: reading is not what they test."""

    def map(self, function, tasks):
        for task in tasks:
            key = (function.__name__, repr(replace(task, source=replace(task.source, case="", path="", locator=""))))
            if function is read_page or function.__name__ == "_count_task":
                if key not in _READ:
                    _READ[key] = attempt(function, task)
                yield _READ[key]
            else:
                yield attempt(function, task)


class Workspace:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.inbox, self.outbox, self.state = root / "inbox", root / "outbox", root / "state"
        self.settings = root / "settings.toml"
        self.inbox.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, data: bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def drop(self, *numbers: int, folder: str = "") -> list[Path]:
        return [self.put(f"{folder}{paper(n)[0]}", paper(n)[1]) for n in numbers]

    def run(self, executor=None, **options) -> list[CaseResult]:
        places = {"inbox": self.inbox, "outbox": self.outbox, "state": self.state, "settings": self.settings}
        return process(Options(**(places | {"as_of": AS_OF} | options)), executor or Remembering())

    def folder(self, case: str = "default") -> Path:
        return self.outbox / case

    def case(self, case: str = "default") -> dict:
        return json.loads((self.folder(case) / "case.json").read_text("utf-8"))

    def documents(self, case: str = "default") -> dict[str, dict]:
        return {document["path"]: document for document in self.case(case)["documents"]}

    def findings(self, case: str = "default") -> dict[str, dict]:
        """Findings by id, without notices that only say what is missing to check a charge."""
        told = (f for f in self.case(case)["findings"] if f["expected"] not in ("无法核算", "cannot be computed"))
        return {finding["id"]: finding for finding in told}

    def sheet(self, name: str, case: str = "default") -> list[dict]:
        """Rows of a sheet of the workbook by their heads."""
        book = openpyxl.load_workbook(self.folder(case) / "discrepancies.xlsx")
        rows = list(book[name].iter_rows(values_only=True))
        return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]

    def type(self, sheet: str, key: str, case: str = "default", head: str = "编号", **cells) -> None:
        """Type into the row of an id, under heads, and save as a person's program does."""
        path = self.folder(case) / "discrepancies.xlsx"
        book = openpyxl.load_workbook(path)
        heads = {cell.value: cell.column for cell in book[sheet][1]}
        row = next(row for row in book[sheet].iter_rows(min_row=2) if row[heads[head] - 1].value == key)
        for name, value in cells.items():
            row[heads[name] - 1].value = value
        book.save(path)

    def outputs(self, case: str | None = "default") -> dict[str, bytes]:
        """Bytes of all outputs by path; of case.json without the two figures that may differ."""
        folder = self.folder(case) if case else self.outbox
        files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
        for name in files:
            if name.endswith("case.json"):
                tree = json.loads(files[name])
                del tree["stats"]["seconds"], tree["stats"]["cached_pages"]
                files[name] = json.dumps(tree, ensure_ascii=False, indent=1).encode()
        return files

    def dropped(self) -> dict[str, tuple]:
        """What is known of the person's files without looking into them; reading may change the last look alone."""
        there = [
            (path, path.lstat())
            for path in [*self.inbox.rglob("*"), self.settings]
            if path.exists() or path.is_symlink()
        ]
        return {str(p): (s.st_ino, s.st_mode, s.st_uid, s.st_size, s.st_mtime_ns, s.st_ctime_ns) for p, s in there}

    def everything(self) -> dict[str, tuple[int, int]]:
        """Inode and time of change of every file that we may have written."""
        paths = [path for top in (self.outbox, self.state) for path in top.rglob("*") if path.is_file()]
        return {str(p.relative_to(self.root)): (p.stat().st_ino, p.stat().st_mtime_ns) for p in paths}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "pipeline", *map(str, arguments)]


def jieqing(*arguments: str | Path, before: tuple[str, ...] = (), **more) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person does, in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= more.pop("env", {})
    return subprocess.run(
        [*before, *command(*arguments)],
        cwd=more.pop("cwd", ROOT),
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        **more,
    )
