"""What GitOps tools have built: by Kustomizations of Flux, and by Applications of Argo CD."""
