"""What intake hands on: where a file's bytes lie, never the bytes themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class FileKind(StrEnum):
    """What a file is by its bytes, whatever its name says."""

    PDF = "pdf"
    IMAGE = "image"
    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"
    DOCX = "docx"
    EML = "eml"
    ZIP = "zip"

    @property
    def structured(self) -> bool:
        """Whether it is a table already, read as one page without any picture."""
        return self in (FileKind.HTML, FileKind.CSV, FileKind.XLSX, FileKind.XLS, FileKind.DOCX)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a case, or one member of a container.

    Attributes:
        case: Name of the case.
        path: Path inside the inbox, with `/`; inside a container `outer/inner`.
        locator: Where the outermost file lies (a path now, an object's address on a cluster).
        members: Names to open one after another inside containers; empty for a plain file.
        sha256: Hash of this file's own bytes, hexadecimal.
        size: Bytes.
        kind: What it is.
        passwords: What opened each container in `members`, "" where it was not locked; shown nowhere.
    """

    case: str
    path: str
    locator: str
    members: tuple[str, ...]
    sha256: str
    size: int
    kind: FileKind
    passwords: tuple[str, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that gives no paper, with why and what to do.

    Attributes:
        case: Name of the case.
        path: Path inside the inbox, as in `Source`.
        sha256: Hash of its bytes, or "" when they could not be read.
        reason_code: Stable code, see `pipeline.errors`.
        detail: What exactly was found, for the sentence shown.
        duplicate_of: Path of the first copy when this is a second copy, else "".
    """

    case: str
    path: str
    sha256: str
    reason_code: str
    detail: str = ""
    duplicate_of: str = ""
