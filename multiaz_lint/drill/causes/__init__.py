"""Why a play went wrong, and what would have helped."""
