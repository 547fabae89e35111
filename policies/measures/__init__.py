"""The weekly questionnaires: their items as reviewed data, and their published scoring."""
