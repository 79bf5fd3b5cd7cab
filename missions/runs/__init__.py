"""An import as something that happened: its record, its lock, what it would do, who decides, when the next one is due."""
