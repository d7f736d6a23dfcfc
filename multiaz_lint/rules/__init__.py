"""All rules: one file each, in the folder of what fails."""
