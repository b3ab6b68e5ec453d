"""Where a visitor's own picture comes from: each gives one 28×28 digit."""
