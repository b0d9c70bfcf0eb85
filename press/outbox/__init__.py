"""The outbox: what a public act tells each channel, carried to every recipient once, and taken back the same way."""
