"""The custom actions, thin: read the turn, ask a policy or the store, answer with events."""
