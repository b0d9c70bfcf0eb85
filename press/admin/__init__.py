"""The media desk's screens in the office."""
