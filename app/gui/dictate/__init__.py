"""Typing while somebody speaks: lines at their moment, texts with slots."""
