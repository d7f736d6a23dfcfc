"""Pages in HTML: what they have in common, and that of a drill."""
