"""How the controllers replace and scale the pods of a workload."""
