"""Honour lists of firms that pay on time, and certificates that can be verified."""
