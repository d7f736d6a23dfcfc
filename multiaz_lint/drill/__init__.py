"""A zone is taken away in simulation, with the scheduler's and the controllers' own semantics.

To read it, begin with ``run.py``, the whole of a drill on one page. ``casting/`` chooses who takes
part, each a ``Member``, on which ``nodes/`` and with which ``disks/``; ``plan.py`` makes a
``World`` of it, and ``playing/`` lets events happen there.

A world is workloads with their budgets, which their controllers look after (``controllers.py``,
``rollouts/``; ``admitting/`` says what the API server creates), and a ``State``: nodes, pods, and
every count that placing one needs (``counting/``). ``scheduling/`` places a pod by filters and
scores, and says why it fits nowhere. ``settling.py`` lets controllers and scheduler act in turn.

``promises/`` has what may be promised, whatever is played. Of that and of what was seen
``story.py`` keeps the story of each workload. ``findings/`` makes findings of these, with the help
of ``causes/``, and ``data.py`` plain data.
"""
