"""Custom resources as the workloads that operators make of them."""
