"""Other ways of classifying digits, to compare the recogniser with."""
