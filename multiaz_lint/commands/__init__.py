"""What each command does with its options; typer and its cost stay outside."""
