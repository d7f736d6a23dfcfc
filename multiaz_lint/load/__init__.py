"""Text becomes resources, every field located.

To read it, begin with ``files.py``, which finds sources, and ``objects.py``, which makes resources
of one. ``yaml/reader.py`` reads a document: ``yaml/fast.py`` the plain subset of YAML, line by
line, ``yaml/reference.py`` everything, with libyaml; ``texts.py`` reads texts that are no
manifests.
"""
