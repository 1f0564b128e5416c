"""Every figure we claim, reproducible."""
