"""Where messages come in: one module a channel, each knowing its provider and nothing of the answer."""
