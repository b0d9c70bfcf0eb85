"""Telegram: read updates, send messages."""
