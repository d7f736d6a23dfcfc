"""A zone is taken away in simulation, with the scheduler's and the controllers' own semantics.

To read it, begin with ``run.py``, the whole of a drill on one page. ``casting/`` chooses who takes
part, each a ``Member``, on which ``nodes/`` and with which ``disks/``; ``plan.py`` makes a
``World`` of it, and ``play.py`` lets ``events.py`` happen there.

A world is workloads with their budgets, which their controllers look after (``controllers.py``,
``rollout.py`` and its two others, ``scale.py``, ``drain.py``, ``eviction.py``; ``admitting/`` says
what the API server creates), and a ``State``: nodes, pods, and every count that placing one needs
(``census.py``, ``counts.py``, ``view.py``, ``room.py``, ``inventory.py``). ``schedule.py`` places a
pod by ``filters/`` and ``scores/``, and ``fit_error.py`` says why it fits nowhere.

``outcome.py`` and ``story.py`` keep what was seen of a workload, ``guarantee.py`` is what may be
promised, whatever ``placements.py`` there are on its ``board.py``. Of these ``findings.py`` makes
findings, with the help of ``causes/``, and ``data.py`` plain data.
"""
