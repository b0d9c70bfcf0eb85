"""The officers' screens of the room."""
