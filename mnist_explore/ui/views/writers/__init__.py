"""The views of the page about writers."""
