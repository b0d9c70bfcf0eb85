"""Commands of the media desk."""
