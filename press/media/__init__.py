"""What the desk says to the press and hears from it: press releases, early copies under embargo, questions, clippings."""
