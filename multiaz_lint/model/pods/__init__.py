"""What a pod says, names and is given: containers, requests, classes, accounts."""
