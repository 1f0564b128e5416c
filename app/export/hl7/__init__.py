"""HL7 v2.5.1: signed notes out as messages over MLLP, and what any message needs."""
