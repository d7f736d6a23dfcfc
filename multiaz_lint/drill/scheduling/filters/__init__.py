"""The scheduler's Filter plugins (v1.37), one file each."""
