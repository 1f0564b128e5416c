"""Use cases over domain, text and store; no Qt, no torch."""
