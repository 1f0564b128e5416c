"""The frame of the window: where panels lie, how one gets to them, what they tell each other."""
