"""What the API server accepts: field tables and validation, offline."""

from multiaz_lint.api.part import filled, misfits
from multiaz_lint.api.review import review, undecodable
from multiaz_lint.api.verdict import Complaint, Verdict

__all__ = ["Complaint", "Verdict", "filled", "misfits", "review", "undecodable"]
