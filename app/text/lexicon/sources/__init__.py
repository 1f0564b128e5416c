"""Vocabularies as their publishers release them, read row by row into entries of the lexicon."""
