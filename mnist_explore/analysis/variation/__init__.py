"""How digits of one class vary: spread, percentiles, variance shares, structures; the lesson, the overview's facts."""
