"""Zalo Official Account: articles that are broadcast to whoever follows the authority."""
