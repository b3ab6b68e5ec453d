"""The views of the page about disputed labels."""
