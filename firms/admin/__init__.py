"""The officers' screens of the register."""
