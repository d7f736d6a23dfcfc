"""What trees and machines can do to a run, tried for real: ``python -m tests.faults``.

Each fault is tried with each command, by a user without privileges. The table shows the exit codes;
a promise that does not hold is shown in its place, and makes the exit code 1.
"""
