"""Arithmetic as it was typed: rewrites a derivation so that SymPy's constructors do not simplify it on the way in.

In ordinary Python ``x/x`` is 1 and ``2*(a + b)`` is multiplied out before anybody can look, and ``0.4**30`` is a rounded float.
Here the operators of the derivation file, and calls of SymPy functions in it, build unevaluated expressions, decimals are
exact, ``a == b`` is an equation, and ``diff``, ``integrate``, ``limit`` stand for what they would compute. What decides the
course of the program (tests of ``if`` and ``while``), code of other modules, and computing with whole numbers are untouched.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

import sympy
from sympy.core.basic import Basic
from sympy.core.relational import Relational
from sympy.matrices.expressions import MatAdd, MatMul, MatPow, MatrixExpr

from symverify.sources.python import notation

RUNTIME = "__written__"
_BINARY = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
}
_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_PYTHON: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow, "@": operator.matmul,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}
_RELATIONS = {
    "==": sympy.Eq, "!=": sympy.Ne,
    "<": sympy.StrictLessThan, "<=": sympy.LessThan, ">": sympy.StrictGreaterThan, ">=": sympy.GreaterThan,
}
_LARGEST = 4096
"""Bits up to which Python computes a power of whole numbers itself; a larger one stays a power."""


# ---------------------------------------------------------------- the rewriting
def rewrite(tree: ast.Module) -> ast.Module:
    """The same program with its arithmetic unevaluated; places in the text are kept."""
    return ast.fix_missing_locations(_Rewriter().visit(tree))  # type: ignore[no-any-return]


def _runtime(node: ast.expr, function: str) -> ast.Attribute:
    """The runtime's function, as if it stood where ``node`` begins: Python locates a method call by where its name ends."""
    made = ast.Attribute(ast.Name(RUNTIME, ast.Load()), function, ast.Load())
    for part in (made, made.value):
        ast.copy_location(part, node)
        part.end_lineno, part.end_col_offset = node.lineno, node.col_offset
    return made


class _Rewriter(ast.NodeTransformer):
    def _runtime(self, node: ast.expr, function: str, *arguments: ast.expr) -> ast.expr:
        return ast.copy_location(ast.Call(_runtime(node, function), list(arguments), []), node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        # Iterative along the left, so that a long typed sum cannot overflow the stack.
        spine: list[ast.BinOp] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp):
            spine.append(left)
            left = left.left
        made = self.visit(left)
        for part in reversed(spine):
            right = self.visit(part.right)
            sign = _BINARY.get(type(part.op))
            if sign is None:
                made = ast.copy_location(ast.BinOp(made, part.op, right), part)
            else:
                made = self._runtime(part, "binary", ast.copy_location(ast.Constant(sign), part), made, right)
        return made  # type: ignore[no-any-return]

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        inner = self.visit(node.operand)
        if isinstance(node.op, ast.USub):
            return self._runtime(node, "negative", inner)
        return ast.copy_location(ast.UnaryOp(node.op, inner), node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        sign = _BINARY.get(type(node.op))
        if sign is None or not isinstance(node.target, ast.Name):
            self.generic_visit(node)
            return node
        before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        marker = ast.copy_location(ast.Constant(sign), node.target)
        value = self._runtime(node.value, "binary", marker, before, self.visit(node.value))
        return ast.copy_location(ast.Assign([node.target], value), node)

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        signs = [_COMPARE.get(type(op)) for op in node.ops]
        operands = [self.visit(part) for part in (node.left, *node.comparators)]
        if None in signs:
            return ast.copy_location(ast.Compare(operands[0], node.ops, operands[1:]), node)
        return self._runtime(node, "compare", ast.copy_location(ast.Constant(" ".join(map(str, signs))), node), *operands)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if type(node.value) is not float or node.value in (float("inf"),):
            return node
        return self._runtime(node, "decimal", ast.copy_location(ast.Constant(repr(node.value)), node))

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        of = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr != "diff" else node.func
        if not isinstance(of, ast.Name) and of is not node.func:
            return node
        if isinstance(node.func, ast.Name) and node.func.id in ("super", "locals", "globals", "vars", "dir", "eval", "exec"):
            return node  # these look at the frame they are called from
        return ast.copy_location(ast.Call(_runtime(node, "call"), [node.func, *node.args], node.keywords), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load) or not isinstance(node.slice, ast.Tuple):
            return node
        return self._runtime(node, "item", node.value, node.slice)

    # What decides the course of the program, and what is not an expression of the author's, keeps Python's meaning.
    def _without_test(self, node: Any) -> Any:
        test = node.test
        node.test = ast.copy_location(ast.Constant(None), test)
        self.generic_visit(node)
        node.test = test
        return node

    visit_If = visit_While = visit_Assert = visit_IfExp = _without_test

    def visit_comprehension(self, node: ast.comprehension) -> ast.comprehension:
        node.iter = self.visit(node.iter)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.match_case:
        node.body = [self.visit(part) for part in node.body]
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.value = self.visit(node.value) if node.value is not None else None
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node


# ---------------------------------------------------------------- what the rewritten program calls
def _shaped(value: Any) -> bool:
    return isinstance(value, (MatrixExpr, sympy.MatrixBase))


def _symbolic(value: Any) -> bool:
    return isinstance(value, (sympy.Expr, sympy.MatrixBase))


def _as_expression(value: Any) -> Any:
    return value.as_immutable() if isinstance(value, sympy.MatrixBase) else sympy.sympify(value, strict=True)


class Runtime:
    """The operators of the rewritten program."""

    @staticmethod
    def binary(sign: str, left: Any, right: Any) -> Any:
        """left sign right."""
        if not _symbolic(left) and not _symbolic(right):
            return _whole_numbers(sign, left, right)
        try:
            a, b = _as_expression(left), _as_expression(right)
        except (sympy.SympifyError, TypeError):
            return _PYTHON[sign](left, right)
        if (not isinstance(a, sympy.Expr) and not _shaped(a)) or (not isinstance(b, sympy.Expr) and not _shaped(b)):
            return _PYTHON[sign](left, right)
        if _shaped(a) or _shaped(b):
            return _matrices(sign, a, b)
        if sign == "@":
            return _PYTHON[sign](left, right)
        return _numbers(sign, a, b)

    @staticmethod
    def negative(value: Any) -> Any:
        """−value."""
        if _symbolic(value):
            return _negative(_as_expression(value))
        return -value

    @staticmethod
    def compare(signs: str, *operands: Any) -> Any:
        """a < b ≤ c …: one statement, or several at once."""
        pairs = list(zip(signs.split(), operands, operands[1:], strict=False))
        if not any(map(_symbolic, operands)) or any(isinstance(value, (str, type, type(None))) for value in operands):
            return all(_PYTHON[sign](a, b) for sign, a, b in pairs)
        relations = [_RELATIONS[sign](_as_expression(a), _as_expression(b), evaluate=False) for sign, a, b in pairs]
        return relations[0] if len(relations) == 1 else notation.all_of(*relations)

    @staticmethod
    def decimal(text: str) -> Any:
        """The exact rational that a decimal spells."""
        return sympy.Rational(text)

    @staticmethod
    def item(value: Any, key: Any) -> Any:
        """M[i, j]."""
        if isinstance(value, MatrixExpr) and len(key) == 2 and not any(isinstance(part, slice) for part in key):
            return notation.entry(value, *key)
        return value[key]

    @staticmethod
    def call(function: Any, /, *arguments: Any, **options: Any) -> Any:
        """function(…), unevaluated where SymPy would evaluate."""
        if isinstance(function, type):
            if issubclass(function, sympy.Derivative) and not options:
                return _derivative(*arguments)
            if issubclass(function, (sympy.Max, sympy.Min)):
                return function(*arguments, **{"evaluate": False, **options})
            if issubclass(function, (sympy.Function, Relational, sympy.Add, sympy.Mul, sympy.Pow)):
                with sympy.evaluate(False):
                    return function(*arguments, **options)
            return function(*arguments, **options)
        if getattr(function, "__name__", "") == "diff" and isinstance(getattr(function, "__self__", None), sympy.Expr):
            return _derivative(function.__self__, *arguments)
        if function is sympy.diff:
            return _derivative(*arguments)
        for asked, unevaluated in _STANDS_FOR:
            if function is asked:
                return unevaluated(*arguments, **options)
        for builtin, symbolic in _BUILTIN:
            if function is builtin and any(map(_symbolic, arguments)):
                return Runtime.call(symbolic, *arguments)
        if any(function is root for root in _ROOTS):
            with sympy.evaluate(False):
                return function(*arguments, **options)
        return function(*arguments, **options)


_STANDS_FOR = (
    (sympy.integrate, sympy.Integral), (sympy.limit, sympy.Limit), (sympy.summation, sympy.Sum), (sympy.product, sympy.Product),
)
_BUILTIN = ((abs, sympy.Abs), (max, sympy.Max), (min, sympy.Min))
_ROOTS = (sympy.sqrt, sympy.cbrt, sympy.root)


def _derivative(body: Any, *by: Any) -> Any:
    """Derivative(y, v, (w, 2), z, 3): along all paths, one after the other."""
    steps: list[Any] = []
    for variable in by:
        if isinstance(variable, (tuple, list, sympy.Tuple)) and len(variable) == 2 and _is_whole(variable[1]):
            steps += [variable[0]] * int(variable[1])
        elif _is_whole(variable) and steps:
            steps += [steps[-1]] * (int(variable) - 1)
        else:
            steps.append(variable)
    if not steps:
        raise TypeError("say by what the derivative is taken: diff(y, x)")
    found = body
    for variable in steps:
        found = notation.d(found, variable)
    return found


def _is_whole(value: Any) -> bool:
    return isinstance(value, (int, sympy.Integer))


def _whole_numbers(sign: str, left: Any, right: Any) -> Any:
    if not (type(left) is int and type(right) is int):
        return _PYTHON[sign](left, right)
    if sign == "/":
        return sympy.Rational(left, right) if right else left / right
    if sign == "**" and right < 0 and left:
        return sympy.Pow(left, right, evaluate=False)
    if sign == "**" and abs(left) > 1 and left.bit_length() * right > _LARGEST:
        return sympy.Pow(left, right, evaluate=False)
    return _PYTHON[sign](left, right)


def _numbers(sign: str, a: Any, b: Any) -> Any:
    if sign == "+":
        return sympy.Add(a, b, evaluate=False)
    if sign == "-":
        return sympy.Add(a, _negative(b), evaluate=False)
    if sign == "*":
        return sympy.Mul(a, b, evaluate=False)
    if sign == "**":
        return sympy.Pow(a, b, evaluate=False)
    if isinstance(a, sympy.Rational) and isinstance(b, sympy.Rational) and b != 0:
        return a / b
    reciprocal = sympy.Pow(b, sympy.Integer(-1), evaluate=False)
    return reciprocal if a is sympy.S.One else sympy.Mul(a, reciprocal, evaluate=False)


def _negative(value: Any) -> Any:
    if isinstance(value, sympy.Number):
        return -value
    if _shaped(value):
        return Basic.__new__(MatMul, sympy.Integer(-1), value)
    if isinstance(value, sympy.Mul):
        first, *rest = value.args
        if isinstance(first, sympy.Number):
            return sympy.Mul(-first, *rest, evaluate=False)
        return sympy.Mul(sympy.Integer(-1), first, *rest, evaluate=False)
    return sympy.Mul(sympy.Integer(-1), value, evaluate=False)


def _matrices(sign: str, a: Any, b: Any) -> Any:
    # Without SymPy's shape checks: a shape that does not fit is a matter for a located diagnostic, not an exception.
    if sign in "+-":
        return Basic.__new__(MatAdd, a, b if sign == "+" else _negative(b))
    if sign in ("*", "@"):
        return Basic.__new__(MatMul, a, b)
    if sign == "**" and not _shaped(b):
        return notation.inverse(a) if b == -1 else Basic.__new__(MatPow, a, b)
    if sign == "/" and not _shaped(b):
        return Basic.__new__(MatMul, sympy.Pow(b, sympy.Integer(-1), evaluate=False), a)
    return _PYTHON[sign](a, b)
