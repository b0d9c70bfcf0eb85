"""Public notices that name violators, after due process."""
