"""What everything in the interface stands on: the cache, the address bar, errors, memory."""
