"""Where kube-scheduler 1.37 puts a pod, whose place it takes, and why one fits nowhere."""
