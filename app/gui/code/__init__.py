"""The log of a resuscitation: big clocks, markers on single keys, what was marked."""
