"""The Vietnamese office's way."""
