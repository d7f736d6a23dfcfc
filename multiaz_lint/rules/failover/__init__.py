"""Rules on failover."""
