"""What the schemas of CustomResourceDefinitions may say (apiextensions, 1.37)."""
