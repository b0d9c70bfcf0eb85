"""Recognition's screens in the office."""
