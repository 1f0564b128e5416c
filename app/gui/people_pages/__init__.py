"""Pages for the few who answer for users, the audit log and other people's requests."""
