"""What Kustomize makes of the objects that kustomizations list, without running it.

``uses.py`` reads kustomizations. ``builds.py`` builds each that no other one lists, as ``kustomize
build`` does (api internal/target, v0.21): ``patches.py`` reads patches, ``targets.py`` finds what
they are for with ``search.py`` and ``selectors.py``, ``merge.py`` and ``json_patch.py`` apply them,
``trail.py`` keeps where each value stands. ``labels.py`` and ``namespaces.py`` are the other
changes, ``parts.py`` knows an object from a part of one, ``texts.py`` reads documents.
"""
