"""Who takes part in a drill, from where, and what is assumed of them."""
