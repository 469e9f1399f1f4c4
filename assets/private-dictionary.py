#!/usr/bin/env python3
"""Writes private-dictionary.txt from the private dictionary of pydicom 3.0.2, which must be installed.

What it changes: names that say nothing (`Unknown`) become empty, rows with neither name nor VR are left out, and so are
rows that describe a whole block or an even group. Blocks are left out too, since each file reserves its own (PS3.5
7.8.1); where a row for a given block contradicts one for any block, both are kept, that of the block first.
"""
import pathlib
import re

import pydicom
from pydicom._private_dict import private_dictionaries

HEAD = """\
Private elements by private creator: group and the last two digits of the element, VR, name. `60xx` is any group that
begins so. Written by private-dictionary.py; looked up in src/dicom/private/dictionary.rs, sorted by bytes for it.
Facts from the private dictionary of pydicom 3.0.2, which was generated from that of GDCM. Their licences:

"""
# VRs of the source that are no VR, and what such a value is shown as.
VR = {"US or SS": "US", "OB_OW": "OB"}


def entries(rows):
    """The rows of one creator as lines."""
    found = []
    # Rows of block 00, which no private element has, mean any block and stand last.
    order = {"00": 2, "xx": 1}
    for tag, (vr, _vm, name, _retired) in sorted(rows.items(), key=lambda row: order.get(row[0][4:6], 0)):
        name = "" if name.strip().lower() == "unknown" else " ".join(name.split())
        whole_block, even_group = tag.endswith("xx"), tag[3] in "02468ACE"
        if whole_block or even_group or (vr == "UN" and not name):
            continue
        key = tag[:4] + tag[6:]
        assert re.fullmatch(r"([0-9A-F]{4}|[0-9A-F]{2}xx)[0-9A-F]{2}", key), tag
        vr = VR.get(vr, vr)
        assert re.fullmatch("[A-Z]{2}", vr) and "@" not in name, (tag, vr, name)
        line = f"{key} {vr} {name}".rstrip()
        # Of one VR the first row is enough, unless only a later one has the name.
        same = [at for at, other in enumerate(found) if other[:9] == line[:9]]
        if not same:
            found.append(line)
        elif len(found[same[0]]) == 9:
            found[same[0]] = line
    return sorted(found, key=lambda line: line[:6])


def main():
    assert pydicom.__version__ == "3.0.2", "made from another dictionary, the asset's head must say so"
    distribution = pathlib.Path(pydicom.__file__).parents[1] / "pydicom-3.0.2.dist-info"
    licence = (distribution / "licenses" / "LICENSE").read_text(encoding="utf-8")
    head = "".join(f"# {line}".rstrip() + "\n" for line in (HEAD + licence.rstrip()).split("\n"))
    assert "@" not in head
    lines = []
    for creator in sorted(private_dictionaries, key=str.encode):
        assert creator == creator.strip() and "@" not in creator, creator
        found = entries(private_dictionaries[creator])
        if found:
            lines += [f"@{creator}", *found]
    text = head + "\n".join(lines) + "\n"
    pathlib.Path(__file__).with_suffix(".txt").write_text(text, encoding="utf-8", newline="\n")


main()
