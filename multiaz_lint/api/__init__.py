"""What the API server accepts: field tables and validation, offline.

To read it, begin with ``review.py``: it asks ``decoding/`` whether a manifest is of its Go type, as
``tables/`` has it, and then the checks of its kind, which ``kinds.py`` finds in ``objects/`` and
``pods/``; custom resources are judged by ``custom/``. ``findings.py`` says which rule tells what.
"""

from multiaz_lint.api.decoding.part import filled, misfits, refusal
from multiaz_lint.api.objects.stored import without_generated
from multiaz_lint.api.review import review, undecodable
from multiaz_lint.api.verdict import Complaint, Verdict

__all__ = [
    "Complaint",
    "Verdict",
    "filled",
    "misfits",
    "refusal",
    "review",
    "undecodable",
    "without_generated",
]
