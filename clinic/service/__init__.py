"""The whole service in numbers about nobody in particular."""
