"""Small changes of a module's source: what a tired hand could have written instead.

Strings, docstrings, decorators, annotations, assertions and the sentences of findings stay as they are.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

_COMPARED: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
_SENTENCES: Final = frozenset({"Text", "rule"})
"""Calls whose arguments are words."""
_WORDS: Final = frozenset({"title", "meaning", "strict", "grouped", "maxsize"})
"""Named arguments that are words, or change no figure."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: of the statement `top` of a module the node `number` becomes `new`.

    Attributes:
        file: The module's file, from the root of the tree.
        line: Where the changed node begins.
        top: Which statement of the module it lies in.
        number: Which node of that statement, in the order of `ast.walk`.
        new: What stands there instead.
        key: First line of the innermost statement, by which tests are chosen; 0 for what runs on import.
        what: The kind of change.
        old_text: The lines as they are, on one.
        new_text: The lines as they become.
    """

    file: str
    line: int
    top: int
    number: int
    new: ast.AST
    key: int
    what: str
    old_text: str
    new_text: str


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Yield all changes of a module."""
    raw = source.encode()
    for top, statement in enumerate(ast.parse(source).body):
        finder = _Finder()
        finder.visit(statement)
        order = {id(node): number for number, node in enumerate(ast.walk(statement))}
        for node, new, key, what in finder.found:
            old_text, new_text = _texts(raw, node, new)
            line: int = node.lineno  # type: ignore[attr-defined]
            yield Mutant(file, line, top, order[id(node)], new, key, what, old_text, new_text)


def changed(statement: ast.stmt, mutant: Mutant) -> ast.stmt:
    """Return the module's statement with the change in it."""
    result = copy.deepcopy(statement)
    target = next(node for number, node in enumerate(ast.walk(result)) if number == mutant.number)
    made = _Replacer(target, copy.deepcopy(mutant.new)).visit(result)
    assert isinstance(made, ast.stmt)
    return ast.fix_missing_locations(made)


class _Replacer(ast.NodeTransformer):
    def __init__(self, target: ast.AST, new: ast.AST) -> None:
        self.target, self.new = target, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.target:
            return ast.copy_location(self.new, node)
        result = super().generic_visit(node)
        assert isinstance(result, ast.AST)
        return result


def _texts(raw: bytes, node: ast.AST, new: ast.AST) -> tuple[str, str]:
    """Return the node's lines before and after, blanks folded, at most some hundred characters around the change."""
    lines = raw.splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    if isinstance(node, ast.Continue | ast.Break):  # the line above says which one it is
        above, own = (" ".join(lines[n].decode().split()) for n in (first - 1, first))
        return f"{above[-90:]} {own}", f"{above[-90:]} pass"
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]  # type: ignore[attr-defined]
    whole = b"".join(lines[first : last + 1])
    old, made = (" ".join(text.split()) for text in (whole.decode(), _joined(before, new, after)))
    at = next((n for n, (a, b) in enumerate(zip(old, made, strict=False)) if a != b), 0)
    start = max(0, at - 70)
    return old[start : at + 90], made[start : at + 90]


def _joined(before: bytes, new: ast.AST, after: bytes) -> str:
    return before.decode() + ast.unparse(ast.fix_missing_locations(copy.deepcopy(new))) + after.decode()


class _Finder(ast.NodeVisitor):
    """Collects what can be changed, with the statement it lies in."""

    def __init__(self) -> None:
        self.found: list[tuple[ast.AST, ast.AST, int, str]] = []
        self._key = 0
        self._deep = 0
        self._yields: list[bool] = []

    def _add(self, node: ast.AST, new: ast.AST, what: str) -> None:
        self.found.append((node, new, self._key, what))

    def visit(self, node: ast.AST) -> None:
        before = self._key
        if isinstance(node, ast.stmt) and self._deep:
            self._key = node.lineno
        super().visit(node)
        self._key = before

    # --- what stays ---------------------------------------------------------------------------------------------

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None: ...

    def visit_Assert(self, node: ast.Assert) -> None: ...

    def visit_Import(self, node: ast.Import) -> None: ...

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None: ...

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        if any("Enum" in ast.unparse(base) for base in node.bases):
            return
        plain = any("dataclass" in ast.unparse(one) for one in node.decorator_list)  # defaults of others are no code
        for statement in node.body:
            if plain or isinstance(statement, ast.FunctionDef):
                self.visit(statement)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        kept, self._key = self._key, 0
        for default in (*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)):
            self.visit(default)
        self._key = kept
        self._deep += 1
        own = [n for n in _own_nodes(node) if isinstance(n, ast.Yield | ast.YieldFrom)]
        self._yields.append(bool(own))
        for statement in node.body:
            self.visit(statement)
        self._yields.pop()
        self._deep -= 1

    # --- statements ---------------------------------------------------------------------------------------------

    def visit_Expr(self, node: ast.Expr) -> None:
        value = node.value
        if isinstance(value, ast.Constant):
            return
        if self._deep and not _is_words(value):
            if isinstance(value, ast.Yield | ast.YieldFrom):
                self._add(node, ast.If(ast.Constant(value=False), [node], []), "statement removed")
            elif isinstance(value, ast.Call):
                self._add(node, ast.Pass(), "statement removed")
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if self._deep and not _is_words(node.value):
            self._add(node, ast.Pass(), "statement removed")
            other = _COMPUTED.get(type(node.op))
            if other is not None and not isinstance(node.value, ast.List | ast.Tuple | ast.ListComp):
                self._add(node, ast.AugAssign(node.target, other(), node.value), "arithmetic")
        self.visit(node.value)

    def visit_Continue(self, node: ast.Continue) -> None:
        self._add(node, ast.Pass(), "continue removed")

    def visit_Break(self, node: ast.Break) -> None:
        self._add(node, ast.Pass(), "break removed")

    def visit_Raise(self, node: ast.Raise) -> None:
        self._add(node, ast.Pass(), "statement removed")

    def visit_Return(self, node: ast.Return) -> None:
        value = node.value
        if value is None or self._yields[-1] or (isinstance(value, ast.Constant) and value.value is None):
            return
        if not _is_words(value) and not (isinstance(value, ast.Constant) and value.value is False):
            self._add(node, ast.Return(ast.Constant(value=None)), "returned value")
        self.visit(value)

    def visit_If(self, node: ast.If) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_While(self, node: ast.While) -> None:
        self._negate(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        if all(_is_words(part) for part in (node.body, node.orelse)):
            return
        self._negate(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._negate(test)
        self.generic_visit(node)

    def _negate(self, test: ast.expr) -> None:
        plain = isinstance(test, ast.Compare | ast.BoolOp | ast.Constant)
        if not plain and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            self._add(test, ast.UnaryOp(ast.Not(), test), "condition negated")

    # --- expressions --------------------------------------------------------------------------------------------

    def visit_Compare(self, node: ast.Compare) -> None:
        for place, operator in enumerate(node.ops):
            for other in _COMPARED[type(operator)]:
                ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
                self._add(node, ast.Compare(node.left, ops, node.comparators), "comparison")
        # A bound of whole numbers moves one way by its operator: so its number moves the other way; a sign stays one.
        moved = {ast.Lt: -1, ast.LtE: 1, ast.Gt: 1, ast.GtE: -1}
        for operator, side in zip(node.ops, node.comparators, strict=True):
            step = moved.get(type(operator))
            if step is not None and isinstance(side, ast.Constant) and type(side.value) is int:
                if side.value > 0:
                    self._add(side, ast.Constant(value=side.value + step), "constant")
            else:
                self.visit(side)
        self.visit(node.left)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        if not all(_is_words(value) for value in node.values[1:]):
            self._add(node, ast.BoolOp(other, node.values), "boolean")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self._add(node, node.operand, "not removed")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        other = _COMPUTED.get(type(node.op))
        shown = ast.List | ast.Tuple | ast.ListComp | ast.JoinedStr
        words = any(isinstance(side, shown) or _is_words(side) for side in (node.left, node.right))
        if other is not None and not words and self._deep:
            self._add(node, ast.BinOp(node.left, other(), node.right), "arithmetic")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._add(node, ast.Constant(value=not node.value), "constant")
        elif isinstance(node.value, int):
            self._add(node, ast.Constant(value=node.value + 1), "constant")
            if node.value > 0:
                self._add(node, ast.Constant(value=node.value - 1), "constant")

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if ast.unparse(node.value) in ("Annotated", "Literal"):
            return
        self.visit(node.value)
        index = node.slice
        if isinstance(index, ast.Constant) and isinstance(index.value, int):
            self._add(index, ast.Constant(value=index.value + 1), "constant")
        else:
            self.visit(index)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in _WORDS:
            self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in _SENTENCES or ast.unparse(node.func) == "re.compile":
            return
        if name in _CALLED:
            self._add(node.func, ast.Name(_CALLED[name], ast.Load()), "call")
        if name == "Decimal" and node.args and isinstance(node.args[0], ast.Constant):
            twice = Decimal(str(node.args[0].value)) * 2 or Decimal(1)
            self._add(node, ast.Call(node.func, [ast.Constant(value=str(twice))], []), "constant")
            return
        if name == "timedelta":
            for argument in node.keywords:
                if not isinstance(argument.value, ast.Constant):
                    later = ast.BinOp(argument.value, ast.Add(), ast.Constant(value=1))
                    self._add(argument.value, later, "day offset")
        self.generic_visit(node)


def _own_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield nodes of a function without those of functions within it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _is_words(node: ast.expr) -> bool:
    """Whether an expression is a sentence, or puts sentences somewhere."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.Tuple | ast.List):
        return bool(node.elts) and all(_is_words(part) for part in node.elts)
    if isinstance(node, ast.IfExp):
        return _is_words(node.body) and _is_words(node.orelse)
    if isinstance(node, ast.BinOp):
        return _is_words(node.left) or _is_words(node.right)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id == "Text"
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"append", "extend"}:
            return all(_is_words(part) for part in node.args)
        return isinstance(node.func, ast.Attribute) and node.func.attr == "join" and _is_words(node.func.value)
    return False
