"""Screens of the officers who talk with people."""
