"""The clinician's pages: who needs me now, and the words behind every number."""
