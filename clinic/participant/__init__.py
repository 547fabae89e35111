"""One participant's record as her page and her summary show it."""
