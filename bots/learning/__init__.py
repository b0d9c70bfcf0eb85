"""How the bot gets better: what it could not answer, what people thought of its answers, and what editors try out."""
