"""Who the employers are, and what is established about them."""
