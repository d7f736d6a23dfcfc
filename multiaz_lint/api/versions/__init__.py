"""API versions and releases of Kubernetes, and what differs between them."""
