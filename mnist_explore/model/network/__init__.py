"""The recogniser's network."""
