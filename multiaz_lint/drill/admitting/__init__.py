"""Which pods and claims the API server creates."""
