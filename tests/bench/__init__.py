"""Measurements that need the window or peers; run by hand, never as timed tests."""
