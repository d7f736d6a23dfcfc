"""A zone is taken away in simulation, with the scheduler's and the controllers' own semantics.

To read it, begin with ``run.py``, the whole of a drill on one page. ``cast.py`` chooses who takes
part, and ``plan.py`` makes their ``World``; ``play.py`` lets events happen in it; ``schedule.py``
places a pod by ``filters/`` and ``scores/``. ``story.py`` keeps what was seen of a workload, of
which ``findings.py`` makes findings, with the help of ``causes/``, and ``data.py`` plain data.
"""
