"""The database: the only place that knows SQL. Domain objects go in, domain objects come out."""
