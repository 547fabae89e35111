"""The clock: which check-ins are due, whether one may be sent now, and who sends it."""
