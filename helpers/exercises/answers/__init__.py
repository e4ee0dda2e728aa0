"""What is right in the exercises, one module a chapter; ``helpers.exercises.lookup`` finds them by name."""
