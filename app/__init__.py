"""ERScribe: clinical dictation for the emergency room, on the workstation itself."""

__version__ = "0.1.0"
