"""How many copies of the same data storage systems keep, and in which places."""
