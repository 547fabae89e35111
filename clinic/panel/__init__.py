"""Everybody at a glance: her standing, and who comes first."""
