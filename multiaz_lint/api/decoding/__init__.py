"""Does a text decode into a Go type? And the words of the decoders where it does not."""
