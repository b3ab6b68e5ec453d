"""The recogniser: its network, how it is trained, published, served and judged."""
