"""Guides, the notebook of findings, and what makes the pictures of the README."""
