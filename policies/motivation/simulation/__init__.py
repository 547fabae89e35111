"""Simulated mothers, and what ways of writing to them bring. Nothing here is data of anybody."""
