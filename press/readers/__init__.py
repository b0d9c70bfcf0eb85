"""Readers who asked to be told by e-mail: they confirm first, choose what they get, and leave with one click."""
