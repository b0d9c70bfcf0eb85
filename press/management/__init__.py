"""Management of the media desk."""
