"""Structure as people name it: how it is told, by detectors learned from labels."""
