"""The views of the page on which any group of digits is browsed."""
