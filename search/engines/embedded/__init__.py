"""The catalogue on Tantivy, in this process: for development and for a single machine."""
