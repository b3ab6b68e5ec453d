"""What methods misclassify: the confusion matrix, error rates by style, and labels in doubt."""
