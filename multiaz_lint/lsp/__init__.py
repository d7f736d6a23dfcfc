"""The language server: findings in an editor while one types (Language Server Protocol 3.17)."""
