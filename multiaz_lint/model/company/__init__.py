"""Which pods stand beside which, or keep away from one another."""
