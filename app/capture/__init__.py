"""The recording process: sound to disk, level and keywords; and how the window reaches it."""
