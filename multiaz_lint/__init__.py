"""multiaz-lint says whether a Kubernetes service survives the loss of an availability zone."""

__version__ = "0.1.0"
