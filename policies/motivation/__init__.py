"""Keeping her taking part: whether to write now, with what, and why."""
