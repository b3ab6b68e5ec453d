"""Learning the detectors of structure from digits labelled by eye."""
