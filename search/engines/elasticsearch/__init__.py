"""The catalogue on Elasticsearch, for several machines; the only package that knows its client."""
