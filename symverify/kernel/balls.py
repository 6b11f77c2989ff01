"""Values of closed terms, exact or in balls, what may be concluded from them, and how they are written in decimals.

Arb's balls (F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE Transactions on
Computers 66, 2017) contain the value they stand for. Nothing is ever concluded from an infinite ball, and no equation from any
ball.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import MAX_EMAX, MIN_EMIN, ROUND_UP, Context, Decimal
from typing import TypeAlias

from flint import acb, arb, ctx, fmpq

from symverify.language.verdicts import Ball

Scalar: TypeAlias = fmpq | arb | acb
Matrix: TypeAlias = tuple[tuple[Scalar, ...], ...]
Value: TypeAlias = Scalar | Matrix

MAX_PRECISION = 1 << 14
MAX_DIGITS = 40
"""So many digits of a value are shown at most."""
_DECIMALS = Context(prec=2 * MAX_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN)
_UPWARDS = Context(prec=2, rounding=ROUND_UP, Emax=MAX_EMAX, Emin=MIN_EMIN)


class NotEnclosed(Exception):
    """The term is not shown to be defined here, or is outside what balls can decide; ``reason`` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@contextmanager
def working(precision: int) -> Iterator[None]:
    """flint keeps one global precision: this is the only place that changes it, and it always puts it back."""
    if not 2 <= precision <= MAX_PRECISION:
        raise NotEnclosed(f"{precision} bits is no precision to work at")
    before = ctx.prec
    ctx.prec = precision
    try:
        yield
    finally:
        ctx.prec = before


def disjoint(left: Value, right: Value) -> bool:
    """Certainly different: exact and unequal, or finite balls without a common point; matrices: in some entry."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return shape(left) == shape(right) and any(map(disjoint, entries(left), entries(right)))
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        return bool(left != right)
    return finite(left) and finite(right) and not _box(left).overlaps(_box(right))


def positive(value: Value) -> bool:
    """Certainly real and > 0."""
    return isinstance(value, fmpq | arb) and finite(value) and bool(value > 0)


def encloses(outer: Scalar, inner: Scalar) -> bool:
    """Every number ``inner`` may be lies in ``outer``."""
    if isinstance(outer, fmpq):
        return isinstance(inner, fmpq) and bool(outer == inner)
    return finite(outer) and finite(inner) and bool(_box(outer).contains(_box(inner)))


def _box(value: Scalar) -> acb:
    """A finite value as a complex ball; an exact one narrow enough to be told from its neighbours, at any global precision."""
    with working(MAX_PRECISION // 4):
        return acb(arb(value) if isinstance(value, fmpq) else value)


def finite(value: Scalar) -> bool:
    """Exact, or a ball with finite radius around a finite midpoint."""
    return isinstance(value, fmpq) or bool(value.is_finite())


def entries(value: Value) -> list[Scalar]:
    """The entries of a matrix row by row; a number alone."""
    return [entry for row in value for entry in row] if isinstance(value, tuple) else [value]


def shape(value: Value) -> tuple[int, int] | None:
    """Rows and columns of a matrix; None for a number."""
    return (len(value), len(value[0])) if isinstance(value, tuple) else None


def ball(value: Value) -> Ball:
    """``value`` in decimals, all that are certain: it lies within ``rad`` of ``mid``. Short rationals are given exactly."""
    if isinstance(value, tuple):
        raise TypeError("a matrix is shown entry by entry")
    if isinstance(value, fmpq) and value.height_bits() <= 96:
        return Ball(str(value), "0")
    with working(MAX_DIGITS * 4):
        parts = [_decimal(part) for part in ((value.real, value.imag) if isinstance(value, acb) else (arb(value),))]
    shown = " + ".join(_text(mid) for mid, _ in parts) + " i" * (len(parts) - 1)
    errors = [_UPWARDS.plus(error) for _, error in parts if error]
    return Ball(shown.replace("+ -", "- "), _text(_DECIMALS.multiply(max(errors), len(errors))) if errors else "0")


def _decimal(value: arb) -> tuple[Decimal, Decimal]:
    """The midpoint as far as it is certain, and the distance that then covers the ball."""
    if not value.is_finite():
        raise NotEnclosed("an infinite ball has no decimals")
    mid, rad, exponent = (int(part) for part in value.mid_rad_10exp(MAX_DIGITS))
    cut = max(len(str(rad)) - 1, len(str(abs(mid))) - MAX_DIGITS, 0)
    kept = (abs(mid) + 10**cut // 2) // 10**cut * (1 if mid >= 0 else -1)
    return Decimal(f"{kept}e{exponent + cut}"), Decimal(f"{rad + abs(mid - kept * 10**cut)}e{exponent}")


def _text(number: Decimal) -> str:
    """Without superfluous zeros, in scientific notation far from 1."""
    short = _DECIMALS.normalize(number)
    return f"{short:f}" if not short or -7 <= short.adjusted() < 16 else f"{short:e}"
