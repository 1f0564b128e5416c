"""The only place that knows Qt; talks to services and domain only."""
