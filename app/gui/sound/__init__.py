"""Listening to what was recorded."""
