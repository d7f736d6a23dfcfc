"""What holds of a workload whatever is played: the least that hard rules leave of it."""
