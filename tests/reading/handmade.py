"""PDFs written by hand, object by object: pages that no library would draw."""

from __future__ import annotations

import zlib

PLAIN = b"BT /F 11 Tf 1 0 0 1 60 %d Tm (%s) Tj ET\n"


def line(y: int, text: str, x: int = 60, size: int = 11, before: str = "") -> str:
    """Content that prints Latin text at (x, y) from the bottom left."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q {before} BT /F {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET Q\n"


def page_of_text(*more: str) -> str:
    """Content with enough ordinary lines for a page to count as one of text."""
    rows = [f"2025-0{n}-1{n}   transfer {n}   1,{n}34.5{n}" for n in range(1, 9)]
    return "".join(line(760 - 20 * n, row) for n, row in enumerate(rows)) + "".join(more)


def made(
    content: str,
    *,
    rotate: int = 0,
    image: bytes = b"",
    image_size: tuple[int, int] = (1, 1),
    resources: str = "",
    objects: tuple[bytes, ...] = (),
    page: str = "",
    fonts: str = "",
    drawings: str = "",
) -> bytes:
    """Return a PDF of one A4 page.

    Args:
        content: The content stream; font /F is Helvetica, picture /P is `image`, /Half has an alpha of a half.
        rotate: The page's `/Rotate`.
        image: Grey pixels.
        image_size: Its width and height.
        resources: More resources of the page.
        objects: More objects, from number 7.
        page: More keys of the page.
        fonts: More fonts of the page.
        drawings: More forms and pictures of the page.
    """
    stream = zlib.compress(content.encode("latin-1"))
    picture = zlib.compress(image or b"\xff")
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate {rotate}/Contents 4 0 R{page}"
            f"/Resources<</Font<</F 5 0 R{fonts}>>/XObject<</P 6 0 R{drawings}>>"
            f"/ExtGState<</Half<</ca 0.5>>/Gone<</ca 0>>/Faint<</ca 0.2>>>>{resources}>>>>"
        ).encode(),
        f"<</Length {len(stream)}/Filter/FlateDecode>>\nstream\n".encode() + stream + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        (
            f"<</Type/XObject/Subtype/Image/Width {image_size[0]}/Height {image_size[1]}/ColorSpace/DeviceGray"
            f"/BitsPerComponent 8/Filter/FlateDecode/Length {len(picture)}>>\nstream\n"
        ).encode()
        + picture
        + b"\nendstream",
        *objects,
    ]
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<</Size {len(bodies) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
