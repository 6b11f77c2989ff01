"""Values of closed terms, exact or in balls, what may be concluded from them, and how they are written in decimals.

Arb's balls (F. Johansson, "Arb: efficient arbitrary-precision midpoint-radius interval arithmetic", IEEE Transactions on
Computers 66, 2017) contain the value they stand for. Nothing is ever concluded from an infinite ball, and no equation from any
ball.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from flint import acb, arb, ctx, fmpq

from symverify.language.verdicts import Ball

Scalar: TypeAlias = fmpq | arb | acb
Matrix: TypeAlias = tuple[tuple[Scalar, ...], ...]
Value: TypeAlias = Scalar | Matrix

MAX_PRECISION = 1 << 14
MAX_DIGITS = 40
"""So many digits of a value are shown at most."""


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
        return shape(left) == shape(right) and any(disjoint(a, b) for a, b in zip(entries(left), entries(right), strict=True))
    if not (finite(left) and finite(right)):
        return False
    if isinstance(left, fmpq) and isinstance(right, fmpq):
        return bool(left != right)
    if isinstance(left, fmpq):
        left, right = right, left
    if isinstance(right, fmpq):
        right = _narrow(right)
    if isinstance(left, arb) and isinstance(right, arb):
        return bool(not left.overlaps(right))
    return not acb(left).overlaps(acb(right))


def positive(value: Value) -> bool:
    """Certainly real and > 0."""
    return isinstance(value, fmpq | arb) and finite(value) and bool(value > 0)


def encloses(outer: Value, inner: Value) -> bool:
    """Every number ``inner`` may be lies in ``outer``; a matrix is enclosed entry by entry."""
    if isinstance(outer, tuple) or isinstance(inner, tuple):
        return shape(outer) == shape(inner) and all(encloses(a, b) for a, b in zip(entries(outer), entries(inner), strict=True))
    if not (finite(outer) and finite(inner)):
        return False
    if isinstance(outer, fmpq):
        return isinstance(inner, fmpq) and bool(outer == inner)
    if isinstance(inner, fmpq):
        inner = _narrow(inner)
    if isinstance(outer, arb) and isinstance(inner, arb):
        return bool(outer.contains(inner))
    return bool(acb(outer).contains(acb(inner)))


def _narrow(value: fmpq) -> arb:
    """A ball around an exact number, narrow enough to be told from its neighbours. flint would take the global precision."""
    with working(MAX_PRECISION // 4):
        return arb(value)


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
        if isinstance(value, acb):
            (mid, error), (imaginary, error_imaginary) = _decimal(value.real), _decimal(value.imag)
            sign, size = ("-", imaginary[1:]) if imaginary.startswith("-") else ("+", imaginary)
            return Ball(f"{mid} {sign} {size} i", _round_up([error, error_imaginary]))
        mid, error = _decimal(arb(value))
        return Ball(mid, _round_up([error]))


def _decimal(value: arb) -> tuple[str, tuple[int, int]]:
    """The midpoint as far as it is certain, and the distance (digits, exponent) that then covers the ball."""
    if not value.is_finite():
        raise NotEnclosed("an infinite ball has no decimals")
    mid, rad, exponent = (int(part) for part in value.mid_rad_10exp(MAX_DIGITS))
    cut = max(len(str(rad)) - 1, len(str(abs(mid))) - MAX_DIGITS, 0)
    kept = (abs(mid) + 10**cut // 2) // 10**cut * (1 if mid >= 0 else -1)
    return _digits(kept, exponent + cut), (rad + abs(mid - kept * 10**cut), exponent)


def _digits(mantissa: int, exponent: int) -> str:
    """mantissa · 10^exponent without superfluous zeros, in scientific notation far from 1."""
    digits = str(abs(mantissa)).rstrip("0")
    if not digits:
        return "0"
    exponent += len(str(abs(mantissa))) - len(digits)
    sign = "-" if mantissa < 0 else ""
    first = len(digits) + exponent - 1
    if exponent >= 0 and first < 16:
        return sign + digits + "0" * exponent
    if -7 <= first < 16 and exponent < 0:
        padded = digits.rjust(1 - exponent, "0")
        return f"{sign}{padded[:exponent]}.{padded[exponent:]}"
    fraction = "." + digits[1:] if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{first:+d}"


def _round_up(errors: list[tuple[int, int]]) -> str:
    """An upper bound, two significant digits, of the sum of one or two numbers digits · 10^exponent."""
    kept = []
    for digits, exponent in errors:
        cut = max(len(str(digits)) - 2, 0)
        short = -(-digits // 10**cut)
        pad = 10 ** (2 - len(str(short))) if digits and short < 10 else 1
        kept += [(exponent + cut - (pad > 1), short * pad)] if digits else []
    if not kept:
        return "0"
    exponent, digits = max(kept)
    return _digits(digits * len(kept), exponent)
