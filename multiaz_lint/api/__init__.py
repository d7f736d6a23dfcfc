"""What the API server accepts: field tables and validation, offline."""

from multiaz_lint.api.decoding.part import filled, misfits, refusal
from multiaz_lint.api.objects.stored import without_generated
from multiaz_lint.api.review import review, type_of, undecodable
from multiaz_lint.api.verdict import Complaint, Verdict

__all__ = [
    "Complaint",
    "Verdict",
    "filled",
    "misfits",
    "refusal",
    "review",
    "type_of",
    "undecodable",
    "without_generated",
]
