"""The volumes of a drill, and which nodes can use them."""
