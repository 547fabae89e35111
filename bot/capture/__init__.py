"""Capture: from a mother's message to values with the words they came from."""
