"""Doors for a visitor's own picture: each gives bytes, or a digit of 28×28, and a name."""
