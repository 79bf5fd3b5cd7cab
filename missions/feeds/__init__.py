"""Feeds of partner platforms: fetched safely, read as a stream, each row parsed or refused with its reason."""
