"""What people and programs get to see: one file for each value of ``--format``."""
