"""One file per claim; each prints a JSON object with both sides and the ratio."""
