"""What placing a pod has to count: pods by labels and domains, ports, disks, and room on nodes."""
