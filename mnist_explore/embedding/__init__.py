"""Where a digit lies among the others: principal components, neighbours, and the map of writing styles."""
