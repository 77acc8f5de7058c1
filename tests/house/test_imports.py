"""Data moves one way, and nothing leaves the machine: what our modules import."""

from __future__ import annotations

import ast
from pathlib import Path

from .workspace import ROOT

MODULES = sorted(p for top in ("pipeline", "rules", "samples") for p in (ROOT / top).rglob("*.py"))
CORRIDOR = ("intake", "reading", "extract", "link", "output")
# What a module of each place may import of ours; a later room may look back, never ahead.
BOTTOM = {"records", "values", "errors"}
ALLOWED = {
    "records": {"records"},
    "values": {"values", "records"},
    "errors": {"records"},
    **{room: {*BOTTOM, *CORRIDOR[: place + 1]} for place, room in enumerate(CORRIDOR)},
    "rules": {"records", "values", "rules"},
}
NETWORK = {
    "socket", "socketserver", "ssl", "http", "httpx", "requests", "urllib3", "aiohttp", "ftplib", "smtplib", "poplib",
    "imaplib", "telnetlib", "xmlrpc", "asyncio", "websockets", "websocket", "grpc", "paramiko", "webbrowser",
    "urllib.request", "urllib.robotparser", "multiprocessing.managers", "logging.handlers", "wsgiref",
}  # fmt: skip


def imports(path: Path, root: Path = ROOT) -> list[tuple[int, str]]:
    """Line and full name of everything a module imports, at the top or inside a function, typing blocks too."""
    package = path.relative_to(root).with_suffix("").parts[:-1]
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            start = ".".join(part for part in (base, node.module) if part)
            found += [(node.lineno, f"{start}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("__import__", "importlib.import_module"):
            found.append((node.lineno, ast.literal_eval(node.args[0]) if node.args else ""))
    return found


def place(module: str) -> str | None:
    """The place of one of our modules: "rules", "samples", a room, or the name of a module of `pipeline`."""
    parts = module.split(".")
    if parts[0] in ("rules", "samples"):
        return parts[0]
    if parts[0] != "pipeline":
        return None
    return parts[1] if len(parts) > 1 else "pipeline"


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_imports_go_one_way():
    wrong = []
    for path in MODULES:
        here = place(".".join(path.relative_to(ROOT).with_suffix("").parts))
        if here in ALLOWED:
            ours = [(line, one) for line, one in imports(path) if place(one)]
            wrong += [f"{name(path)}:{line} {one}" for line, one in ours if place(one) not in ALLOWED[here]]
    assert not wrong


def test_only_the_face_imports_the_run():
    faces = ("pipeline/cli.py", "pipeline/__main__.py")
    users = {name(p): one for p in MODULES for _, one in imports(p) if place(one) in ("run", "cli")}
    assert not {user: one for user, one in users.items() if user not in faces}


def test_no_module_can_speak_to_a_network():
    wrong = []
    for path in MODULES:
        for line, one in imports(path):
            ways = {one, one.split(".")[0], ".".join(one.split(".")[:2])}
            wrong += [f"{name(path)}:{line} {one}"] if ways & NETWORK else []
    assert not wrong


def test_modules_stay_short():
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert not {path: length for path, length in lengths.items() if length >= 400}


def test_every_room_is_known():
    """A new room must be given its place in the corridor here."""
    rooms = {path.name for path in (ROOT / "pipeline").iterdir() if (path / "__init__.py").exists()}
    assert rooms == {"records", "values", *CORRIDOR}


def test_the_test_sees_every_way_to_import(tmp_path):
    (tmp_path / "x.py").write_text(
        "import socket as s\nfrom urllib import request\ndef f():\n    from http.client import HTTPSConnection\n"
        "    __import__('ssl')\nif False:\n    from pipeline import run\n"
    )
    seen = {one for _, one in imports(tmp_path / "x.py", tmp_path)}
    assert seen == {"socket", "urllib.request", "http.client.HTTPSConnection", "ssl", "pipeline.run"}
    assert place("pipeline.run") == "run" and place("pipeline.link.join") == "link" and place("json") is None


def test_only_the_cluster_knows_a_cluster():
    for path in MODULES:
        if name(path) != "pipeline/cluster.py":
            assert not [one for _, one in imports(path) if one.split(".")[0] in ("dask", "distributed", "fsspec")]
