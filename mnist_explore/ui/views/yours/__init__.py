"""A visitor's own digits: found in what they gave, classified, measured, placed, explained, restyled and shared."""
