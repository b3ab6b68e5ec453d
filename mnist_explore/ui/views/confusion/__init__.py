"""The views of the page about confusion."""
