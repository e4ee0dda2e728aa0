"""What is right in the exercises, one module a chapter; ``helpers.exercises.checks`` looks them up by name."""
