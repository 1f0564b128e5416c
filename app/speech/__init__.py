"""Speech to words and turns: detector, recogniser, diarizer, and the weights they run on."""

from app.speech.environment import go_offline

go_offline()
