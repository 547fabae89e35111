"""The record: an append-only, hash-chained log of what was said, measured, decided and done."""
