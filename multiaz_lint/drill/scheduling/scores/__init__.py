"""The scheduler's Score plugins with their default weights (v1.37), one file each."""
