"""A recording gone through: its transcript beside its sound, doubts, speakers, suggestions."""
