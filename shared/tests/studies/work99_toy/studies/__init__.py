"""The toy's studies."""
