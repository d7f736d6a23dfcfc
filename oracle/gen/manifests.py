"""Print the Kubernetes objects of a folder of manifests as JSON lines: manifests.py FOLDER.

For `bin/validate -jsonl`; kinds of custom resources are left out. Needs multiaz_lint itself.
"""

import json
import os
import sys

from multiaz_lint.load import objects
from multiaz_lint.load.source import Source

root = sys.argv[1]
seen = set()
for folder, _, names in os.walk(root):
    for name in sorted(names):
        if not name.endswith((".yaml", ".yml", ".json")):
            continue
        path = os.path.join(folder, name)
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except ValueError:
            continue
        for number, each in enumerate(objects.read(Source(path, text)).resources):
            own = "." not in each.group or each.group.endswith("k8s.io")
            if not own or each.kind == "CustomResourceDefinition":
                continue
            tree = json.dumps(each.tree)
            if tree not in seen:
                seen.add(tree)
                print(
                    json.dumps(
                        {"id": f"{os.path.relpath(path, root)}#{number}", "manifest": each.tree}
                    )
                )
