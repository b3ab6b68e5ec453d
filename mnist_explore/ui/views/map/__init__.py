"""The page of the map: what is selected on it."""
