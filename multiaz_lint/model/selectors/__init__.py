"""Which labels selectors match: found quickly, meant by mistake, or known later only."""
