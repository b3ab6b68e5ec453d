"""What writers do: profiles, habits, how alike one writer's digits are, and two groups of writers."""
