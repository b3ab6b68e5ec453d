"""The views of the page that compares two groups."""
