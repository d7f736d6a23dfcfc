"""What the program says and writes on Windows, compared with what it does here."""
