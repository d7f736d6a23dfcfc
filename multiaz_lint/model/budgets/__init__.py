"""What disruption budgets guard, and which evictions they allow."""
