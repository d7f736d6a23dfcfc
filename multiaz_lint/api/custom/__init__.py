"""Custom resources, judged by the CustomResourceDefinitions of the input."""
