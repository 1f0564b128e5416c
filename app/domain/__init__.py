"""Frozen records and pure rules of the product; standard library and numpy only."""
