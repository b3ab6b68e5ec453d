"""What each page shows: one module or folder per page, named as the page."""
