"""What happens in a drill, one event after another, and how each workload came through."""
