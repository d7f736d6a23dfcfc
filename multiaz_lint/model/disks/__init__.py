"""How far the volumes of pods reach: mounts, classes, drivers."""
