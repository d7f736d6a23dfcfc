"""One document of YAML or JSON into a tree, and where its entries stand."""
