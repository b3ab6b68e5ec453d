"""What is asked of the atlas: how a class varies, what writers do, what is misclassified."""
