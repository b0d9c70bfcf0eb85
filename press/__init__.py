"""The media desk: whatever goes out goes out here, and is taken back here."""
