"""Goldens written by hand, without a program: one YAML file each, the paper's text beside its truth."""

from __future__ import annotations

from pathlib import Path

from pipeline.values.yaml import load_yaml
from tests.golden.golden import Golden

FOLDER = Path(__file__).parent / "by_hand"


def parse(text: str, name: str) -> Golden:
    """Return the golden that a file describes.

    Args:
        text: Of the file: `name` of its folder, `file` of the paper, `papers` as the truth has them (amounts in fen),
            `paper`: the paper itself, as HTML or csv.
        name: Of the file, for messages.
    """
    data = load_yaml(text, name)
    suffix = data["file"].rpartition(".")[2]
    return Golden(data["name"], data["file"], suffix, data["papers"], lambda: str(data["paper"]).encode())


GOLDENS = tuple(parse(path.read_text("utf-8"), path.name) for path in sorted(FOLDER.glob("*.yaml")))
