"""From a message to an answer: normalise, rank, then decide whether to answer at all. Pure."""
