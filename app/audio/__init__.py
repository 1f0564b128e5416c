"""Sound in: files now, microphones beside them; the only place that knows PyAV and PortAudio."""
