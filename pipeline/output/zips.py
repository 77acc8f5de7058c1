"""Make the zip-based files (xlsx, docx) the same byte for byte on every run."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def settled_zip(data: bytes, as_of: date) -> bytes:
    """Return the same archive with everything that the clock put into it replaced by `as_of`.

    The order of members stays (it comes from the writer and is fixed), their times and attributes become
    constants, and the document properties' times become midnight of `as_of`.
    """
    stamp = f"{as_of.isoformat()}T00:00:00Z".encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            # A picture is compressed already.
            member.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o600 << 16
            new.writestr(member, content, compresslevel=6)
    return target.getvalue()
