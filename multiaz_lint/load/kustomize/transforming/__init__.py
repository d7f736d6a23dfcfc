"""What the fields of a kustomization make of all its objects, and its transformers."""
