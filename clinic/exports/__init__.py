"""What leaves the record as files: one participant's record, and tables for research."""
