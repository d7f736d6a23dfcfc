"""NodeName: a pod that names its node goes nowhere else (scheduler v1.37)."""

REASON = "node(s) didn't match the requested node name"
