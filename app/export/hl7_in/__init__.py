"""HL7 v2 ADT messages in: a server, what a message says, and the answer to it."""
