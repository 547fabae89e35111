"""Where messages come in: one module a channel, knowing its provider and nothing of the answer."""
