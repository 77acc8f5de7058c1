"""Puts changed statements into modules that are already imported, in memory only; counts which statements run."""

from __future__ import annotations
import __future__

import ast
import copy
import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

from bench.mutation.operators import Mutant, changed

_HIT: Final = "__statement_ran__"
_FLAGS: Final = __future__.annotations.compiler_flag


class Sources:
    """The modules under test as they were when the run began."""

    def __init__(self, root: Path, package: str) -> None:
        self.root = root
        self.texts = {str(path.relative_to(root)): path.read_text("utf-8") for path in (root / package).rglob("*.py")}
        self.texts = dict(sorted(self.texts.items()))
        self.trees = {file: ast.parse(text) for file, text in self.texts.items()}

    @staticmethod
    def module(file: str) -> ModuleType:
        """Return the imported module of a file."""
        return import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))

    def readers(self, mutant: Mutant) -> set[tuple[str, int]]:
        """Return the statements that use what a change on import level makes, by file and first line."""
        names = set(_names(self.trees[mutant.file].body[mutant.top]))
        while True:
            found, more = set(), set(names)
            for file, tree in self.trees.items():
                for top in tree.body:
                    lines = {line for line, used in _uses(top) if used & names}
                    found |= {(file, line) for line in lines if line}
                    if 0 in lines:  # on import: what it makes is another thing too
                        more |= set(_names(top))
            if more == names:
                return found
            names = more


def _names(top: ast.stmt) -> Iterator[str]:
    if isinstance(top, ast.FunctionDef | ast.ClassDef):
        yield top.name
    elif isinstance(top, ast.Assign | ast.AnnAssign):
        for target in top.targets if isinstance(top, ast.Assign) else [top.target]:
            yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _uses(top: ast.stmt) -> Iterator[tuple[int, set[str]]]:
    """Yield for each statement in functions its first line and the names in it; 0 is what runs on import."""

    def walk(node: ast.AST, line: int, deep: bool) -> Iterator[tuple[int, set[str]]]:
        if isinstance(node, ast.stmt) and deep:
            line = node.lineno
        if isinstance(node, ast.Name):
            yield line, {node.id}
        elif isinstance(node, ast.Attribute):
            yield line, {node.attr}
        for child in ast.iter_child_nodes(node):
            inside = isinstance(node, ast.FunctionDef) and child in node.body
            yield from walk(child, line, deep or inside)

    merged: dict[int, set[str]] = defaultdict(set)
    for line, used in walk(top, 0, deep=False):
        merged[line] |= used
    yield from merged.items()


def put(sources: Sources, mutant: Mutant) -> None:
    """Make the change in this process."""
    _put(sources, mutant.file, changed(sources.trees[mutant.file].body[mutant.top], mutant), mutant.top)
    _forget(mutant.file)


def count(sources: Sources, ran: Callable[[tuple[str, int]], object]) -> None:
    """Have every statement of every function tell that it runs, by file and first line."""
    for file, tree in sources.trees.items():
        sources.module(file).__dict__[_HIT] = ran
        for number, top in enumerate(tree.body):
            if isinstance(top, ast.FunctionDef | ast.ClassDef):
                _put(sources, file, _Counting(file).visit(copy.deepcopy(top)), number)


def _put(sources: Sources, file: str, statement: ast.stmt, number: int) -> None:
    space = sources.module(file).__dict__
    if isinstance(statement, ast.FunctionDef):
        statement.decorator_list = []
    made: dict[str, Any] = {}
    tree = ast.fix_missing_locations(ast.Module([statement], []))
    exec(compile(tree, file, "exec", _FLAGS, dont_inherit=True), space, made)
    for name, new in made.items():
        old = space[name]
        if isinstance(statement, ast.FunctionDef):
            _take_over(old, new)
        elif isinstance(statement, ast.ClassDef):
            for attribute, value in vars(new).items():
                if attribute in vars(old):
                    _take_over(vars(old)[attribute], value)
            if "__init__" in vars(old) and vars(new)["__init__"].__code__.co_filename == "<string>":
                old.__init__ = new.__init__  # a dataclass's defaults
        elif old is not new and not (type(old) is type(new) and old == new):
            for module in _modules():
                if module.__dict__.get(name) is old:
                    module.__dict__[name] = new
            for later, top in enumerate(sources.trees[file].body):
                used = any(name in names for line, names in _uses(top) if not line)
                if later > number and used and isinstance(top, ast.Assign | ast.AnnAssign):
                    _put(sources, file, copy.deepcopy(top), later)


def _modules() -> Iterable[ModuleType]:
    return [module for name, module in sys.modules.items() if name.partition(".")[0] in ("rules", "tests", "pipeline")]


def _take_over(old: Any, new: Any) -> None:
    """Let a function that is known in many places do what its new version does."""
    before, after = _bare(old), _bare(new)
    if before is None or after is None or before.__code__.co_filename == "<string>":
        return
    before.__code__ = after.__code__
    before.__defaults__ = after.__defaults__
    before.__kwdefaults__ = after.__kwdefaults__


def _bare(thing: Any) -> FunctionType | None:
    for _ in range(5):
        if isinstance(thing, FunctionType) and not hasattr(thing, "__wrapped__"):
            return thing
        if isinstance(thing, property):
            thing = thing.fget
        elif isinstance(thing, cached_property):
            thing = thing.func
        elif isinstance(thing, classmethod | staticmethod):
            thing = thing.__func__
        else:
            thing = getattr(thing, "__wrapped__", getattr(thing, "wrapped", None))
    return None


_KEPT: Final = ("rules/tables/", "rules/wording_load.py", "rules/loan_facts.py")
"""Where what is kept between calls rests on."""


def _forget(file: str) -> None:
    if file.startswith(_KEPT):
        for thing in gc.get_objects():
            if hasattr(type(thing), "cache_clear") and str(getattr(thing, "__module__", "")).startswith("rules"):
                thing.cache_clear()


class _Counting(ast.NodeTransformer):
    """Puts a call before every statement of a function."""

    def __init__(self, file: str) -> None:
        self.file, self.deep = file, False

    def visit(self, node: ast.AST) -> Any:
        inside, self.deep = self.deep, self.deep or isinstance(node, ast.FunctionDef)
        node = self.generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if self.deep and isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                setattr(node, name, [part for one in block for part in (self._call(one), one)])
        self.deep = inside
        return node

    def _call(self, statement: ast.stmt) -> ast.stmt:
        key = ast.Tuple([ast.Constant(value=self.file), ast.Constant(value=statement.lineno)], ast.Load())
        return ast.copy_location(ast.Expr(ast.Call(ast.Name(_HIT, ast.Load()), [key], [])), statement)
