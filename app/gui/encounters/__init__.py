"""Encounters in the window: the list, whom one is about, consent, double entries, drafts."""
