"""The knowledge base: reviewed articles, the sentence encoder, the index and the search over it."""
