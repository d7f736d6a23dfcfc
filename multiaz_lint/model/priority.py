"""The priority classes that every cluster has (pkg/apis/scheduling, 1.37)."""

from __future__ import annotations

SYSTEM_PRIORITIES = {
    "system-node-critical": 2_000_001_000,
    "system-cluster-critical": 2_000_000_000,
}
"""Their values by name."""
