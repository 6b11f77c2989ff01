"""The story of a chain: which line is wrong first, which inherit the mistake, and whether a later one is right again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symverify.language.claims import Line
from symverify.language.verdicts import Status

_RIGHT = (Status.PROVED, Status.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Link:
    """One line: judged against the head of its chain (``main``) and against the line before it (``step``, None for the first).

    ``before`` is the position of the line before it in its chain.
    """

    label: str
    main: Status
    step: Status | None = None
    before: int | None = None


def before(lines: Sequence[Line], number: int) -> int | None:
    """Which line a step starts from: the last one with the same head whose right side that is. Others may stand between."""
    step, goal = lines[number].step, lines[number].claim.goal
    if step is None or not step.goal.args or not goal.args:
        return None
    for earlier in range(number - 1, -1, -1):
        found = lines[earlier].claim.goal
        if len(found.args) >= 2 and found.args[0] is goal.args[0] and found.args[1] is step.goal.args[0]:
            return earlier
    return None


def chains(links: Sequence[Link]) -> list[list[int]]:
    """The positions of the lines of each chain, in order."""
    found: dict[int, list[int]] = {}
    first: dict[int, int] = {}
    for number, link in enumerate(links):
        first[number] = number if link.before is None else first[link.before]
        found.setdefault(first[number], []).append(number)
    return list(found.values())


def stories(links: Sequence[Link]) -> tuple[tuple[str, ...], ...]:
    """Notes for each line, empty where there is nothing to tell."""
    notes: list[tuple[str, ...]] = [()] * len(links)
    for chain in chains(links):
        wrong = [number for number in chain if links[number].main is Status.REFUTED]
        if not wrong or len(chain) < 2:
            continue
        first = wrong[0]
        later = [(number, part) for number in chain if number > first and (part := _word(links, number))]
        for number, part in later:
            notes[number] = (f"({links[number].label}) {part}",)
        head = f"({links[first].label}) is the first wrong line of the chain"
        if later:
            head += "; later lines: " + "; ".join(f"({links[number].label}) {part}" for number, part in later)
        notes[first] = (head,)
    return tuple(notes)


def _word(links: Sequence[Link], number: int) -> str:
    link = links[number]
    if link.before is None:
        return ""
    source = links[link.before]
    if link.main is Status.REFUTED:
        if link.step in _RIGHT:
            inherits = " and inherits its mistake" if source.main is Status.REFUTED else ""
            return f"follows from ({source.label}){inherits}"
        if link.step is Status.REFUTED:
            return "makes another mistake"
        return "is wrong too"
    if link.main in _RIGHT and source.main is Status.REFUTED:
        return f"is right again, although it does not follow from ({source.label})"
    return ""
