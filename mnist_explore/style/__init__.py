"""What a digit looks like: its measures, its structure, and how usual it is of its class."""
