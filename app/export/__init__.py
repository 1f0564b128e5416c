"""Documents made from a finished job: pure functions, result in, text or bytes out."""
