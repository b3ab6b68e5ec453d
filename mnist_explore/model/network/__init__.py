"""The recogniser's network, and the distortions that it is trained with."""
