"""Guards of the whole house: what reviews miss and no single room can see."""
