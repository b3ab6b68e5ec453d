"""How the recogniser is trained, and published."""
