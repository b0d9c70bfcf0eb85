"""One conversation, many channels."""
