"""The mission pages that ask the engine: the list, its map, and both without the engine."""
