"""Talks that the bot handed to officers: who waits, who answers, until when."""
