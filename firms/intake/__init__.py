"""Lists that arrive: which kind they are, what each row says, and how they are staged."""
