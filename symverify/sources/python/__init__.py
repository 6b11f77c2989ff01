"""Derivations written in Python with SymPy."""
