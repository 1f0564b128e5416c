"""A dictionary of millions of names: compiled once, mapped, looked up in microseconds."""

from app.text.lexicon.compiled.opened import CompiledIndex

__all__ = ["CompiledIndex"]
