"""Kustomizations, and what Flux and Argo CD build."""
