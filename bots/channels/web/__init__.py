"""The chat on the site: the reference channel, a plain form that a script enhances."""
