"""Screens for editors."""
