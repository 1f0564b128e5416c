"""The note page: sections beside their evidence, edited while a draft, signed, and kept."""
