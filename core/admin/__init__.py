"""The office's screens for rows of law."""
