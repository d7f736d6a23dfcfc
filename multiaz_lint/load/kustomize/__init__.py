"""What Kustomize makes of the objects that kustomizations list, without running it.

``kustomizer.py`` is the door: it notes kustomizations while files are read, and has them built when
all are. ``uses.py`` reads kustomizations, ``schema.py`` knows what Kustomize decodes of them, and
``completing.py`` reads what they list and nobody gave. ``builds.py`` builds each that no other one
lists, as ``kustomize build`` does (api internal/target, v0.21), and ``changing.py`` is what one of
them does to its objects. ``patches/applying.py`` applies patches: ``entries.py`` reads them,
``targets.py`` finds what they are for, ``merge.py`` and ``json_patch.py`` work out the result;
``trail.py`` keeps where each value stands. ``replacements/applying.py`` copies values by
``selecting.py``, ``field_paths.py`` and ``written.py``. In ``transforming/`` are the other changes,
and transformers. ``generators.py`` makes ConfigMaps and Secrets, ``filling.py`` fills vars in,
``effort.py`` bounds all of it, ``faults.py`` tells what is not applied, ``parts.py`` knows an
object from a part of one.
"""
