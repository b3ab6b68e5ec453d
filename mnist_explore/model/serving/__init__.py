"""Classifying digits with the shipped recogniser, and why it answers as it does."""
