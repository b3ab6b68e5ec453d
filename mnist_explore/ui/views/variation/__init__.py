"""The views of the page about variation."""
