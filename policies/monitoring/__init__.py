"""Decisions about the values she reports: what they replace, how they trend."""
