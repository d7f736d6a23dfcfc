"""Helm charts: which line of a template, and which value, a rendered document comes from.

Helm itself is not run. ``folders.py`` tells which files belong to a chart; ``charts.py`` knows the
charts of the input and finds the template that Helm names above a document; ``template.py`` reads
it as the language of the texts that it can make, with ``references.py`` for what its actions name;
``definitions.py`` knows what templates define for one another, the files of which ``completing.py``
reads, also from packed charts with ``archive.py``, and ``inlining.py`` writes that in the place of
the actions that include it;
``alignment.py`` finds what of it wrote which part of the document, and ``values.py`` which value of
the chart an action has written.
"""
