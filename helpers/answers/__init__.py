"""What is right in the exercises, one module a chapter; ``helpers.exercises`` looks them up by name."""
