"""What derivations import: mathematics that SymPy has no words for. See ``symverify.sources.python.notation``."""

from symverify.sources.python.notation import *  # noqa: F403
from symverify.sources.python.notation import __all__ as __all__
