"""Set-up and what is made for it: translations, the Chinese font."""
