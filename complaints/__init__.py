"""What workers tell us: sealed before it touches the disk."""
