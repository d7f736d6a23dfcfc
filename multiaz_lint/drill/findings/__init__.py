"""What a drill says of each workload, at the fields that cause it."""
