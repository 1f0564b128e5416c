"""Recipes that made the models we ship: corpus, recogniser, speakers."""
