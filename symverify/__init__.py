"""symverify reads a derivation and says of every line whether it is proved, refuted, undecided or ill-formed.

Importing this package imports neither SymPy nor flint; what needs them is imported at its first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symverify.api import Outcome as Outcome
    from symverify.api import verify as verify
    from symverify.api import verify_many as verify_many
    from symverify.language.verdicts import Status as Status
    from symverify.sources.python.exercise import Exercise as Exercise

__version__ = "0.1.0"
__all__ = ["Exercise", "Outcome", "Status", "__version__", "verify", "verify_many"]
_HOME = {
    "Exercise": "symverify.sources.python.exercise",
    "Outcome": "symverify.api",
    "Status": "symverify.language.verdicts",
    "verify": "symverify.api",
    "verify_many": "symverify.api",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
