"""Field tables of Kubernetes' API types, one module for each Go package."""
