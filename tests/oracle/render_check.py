#!/usr/bin/env python3
"""`hounsfield render` against pydicom: every image of a folder, its first, middle and last frame.

    render_check.py BIN FOLDER [--only TEXT] [--list FILE] [--jobs N] [--icc] [--tsv OUT]

Needs pydicom 3 with the decoders pylibjpeg (all three), gdcm and pyjpegls, numpy and pillow. BIN is the program to judge;
`--list` names files to take, one a line, relative to FOLDER; `--icc` compares the colours after their ICC profile.
What is expected comes from `expected.py` next to this file: pydicom's own functions, and where pydicom has none the
formulas of PS3.3 in numpy. Nothing there was taken from this program.

Tolerances, in grey levels of 255: 1 for everything monochrome and for lossless colour. Lossy monochrome: the picture of
any stored values within 2 of the reference decoder's, plus 1. Lossy colour: 6 at most; with shared chroma 8 on average
over the worst 1 % of the samples, because decoders may interpolate chroma or repeat it. ICC: 3, profiles are interpolated.
A label map without recommended colours must tell its labels apart, on a black background.
Exit status 1 when any frame is over its tolerance, or refused.
"""
import argparse, collections, io, os, subprocess, sys
from multiprocessing import Pool

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import expected

Image.MAX_IMAGE_PIXELS = None


def rendered(binary, path, frame, *options):
    """Our picture as an array, or a refusal's text."""
    command = [binary, 'render', path, '--frame', str(frame + 1), '-o', '-', *options]
    run = subprocess.run(command, capture_output=True, timeout=300)
    if run.returncode:
        return run.stderr.decode('utf8', 'replace').strip().split('\n')[-1]
    return np.asarray(Image.open(io.BytesIO(run.stdout))).astype(int)


def difference(ours, want):
    """Worst and counted distance of our picture from the expected band; `None` with words where shapes differ."""
    if want.labels is not None:
        return told_apart(ours, want)
    if ours.ndim == 3 and want.low.ndim == 2:
        if (np.ptp(ours, axis=2) != 0).any():
            return None, 'coloured, expected grey'
        ours = ours[..., 0]
    low, high = want.low, want.high
    if ours.ndim == 2 and low.ndim == 3:
        ours = np.repeat(ours[..., None], 3, axis=2)
    if ours.shape != low.shape:
        return None, f'{ours.shape} pixels, expected {low.shape}'
    distance = np.maximum(np.maximum(low - ours, ours - high), 0)
    if want.ignore is not None:
        distance[want.ignore] = 0
    if want.shared_chroma:
        worst = np.sort(distance, axis=None)[-max(1, distance.size // 100):]
        return float(worst.mean()), ''
    at = np.unravel_index(int(distance.argmax()), distance.shape)
    where = f'at {tuple(int(v) for v in at)}: {int(ours[at])}, expected {int(low[at])}'
    where += f'..{int(high[at])}' if high[at] != low[at] else ''
    return float(distance.max()), f'{where}; {int((distance > want.tolerance).sum())} of {distance.size} over'


def told_apart(ours, want):
    """0 where each label has one colour of its own and the background is black."""
    seen = {int(label): np.unique(ours[want.labels == label].reshape(-1, ours.shape[-1] if ours.ndim == 3 else 1), axis=0)
            for label in np.unique(want.labels)}
    colours = [tuple(colour[0]) for colour in seen.values()]
    sound = all(len(colour) == 1 for colour in seen.values()) and len(set(colours)) == len(colours)
    sound &= 0 not in seen or not seen[0].any()
    return 0.0 if sound else 255.0, f'{len(seen)} labels'


def check(job):
    binary, root, name, icc = job
    path = os.path.join(root, name)
    rows = []
    try:
        image = expected.Image(path)
    except expected.NotAnImage:
        return []
    except Exception as error:
        return [(name, -1, 'unread', 'no reference', 0.0, f'pydicom: {type(error).__name__} {str(error)[:90]}')]
    for frame in sorted({0, image.frames // 2, image.frames - 1}):
        try:
            want = image.picture(frame, icc)
        except expected.NotComparable as reason:
            rows.append((name, frame, image.kind, 'no reference', 0.0, str(reason)))
            continue
        except Exception as error:
            rows.append((name, frame, image.kind, 'no reference', 0.0, f'{type(error).__name__}: {str(error)[:100]}'))
            continue
        if want is None:
            continue
        ours = rendered(binary, path, frame, *(['--icc'] if icc else []))
        if isinstance(ours, str):
            rows.append((name, frame, image.kind, 'refused', 0.0, ours[-150:]))
            continue
        worst, where = difference(ours, want)
        if worst is None:
            rows.append((name, frame, image.kind, 'shape', 0.0, where))
        else:
            verdict = 'equal' if worst <= want.tolerance else 'over'
            rows.append((name, frame, image.kind, verdict, worst, '; '.join([*want.notes, where])))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('binary')
    parser.add_argument('folder')
    parser.add_argument('--only', default='', help='files whose name has this text')
    parser.add_argument('--list', help='a file with names, one a line')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--icc', action='store_true')
    parser.add_argument('--tsv', help='writes every row there')
    options = parser.parse_args()
    if options.list:
        names = [line.strip() for line in open(options.list) if line.strip()]
    else:
        names = sorted(os.path.relpath(os.path.join(folder, file), options.folder)
                       for folder, _, files in os.walk(options.folder) for file in files)
    skipped = ('.tsv', '.md', '.txt', 'SHA256SUMS')
    jobs = [(options.binary, options.folder, name, options.icc)
            for name in names if options.only in name and not name.endswith(skipped)]
    with Pool(options.jobs) as pool:
        rows = [row for found in pool.imap(check, jobs, chunksize=2) for row in found]
    if options.tsv:
        with open(options.tsv, 'w') as out:
            out.writelines('\t'.join(map(str, row)) + '\n' for row in rows)
    return report(rows)


def report(rows):
    kinds = collections.defaultdict(list)
    for row in rows:
        kinds[row[2]].append(row)
    print(f"{'kind':44} {'files':>5} {'frames':>6} {'worst':>6} {'over':>5} {'refused':>7} {'no ref':>6}")
    for kind, of_kind in sorted(kinds.items()):
        count = collections.Counter(row[3] for row in of_kind)
        worst = max((row[4] for row in of_kind), default=0)
        print(f"{kind:44} {len({row[0] for row in of_kind}):5} {len(of_kind):6} {worst:6.1f} "
              f"{count['over'] + count['shape']:5} {count['refused']:7} {count['no reference']:6}")
    faults = [row for row in rows if row[3] in ('over', 'shape', 'refused')]
    print()
    for name, frame, kind, verdict, worst, words in faults:
        print(f'{verdict:8} {name} frame {frame}: {worst:.1f} {words}')
    unknown = collections.defaultdict(list)
    for row in rows:
        if row[3] == 'no reference':
            unknown[row[5]].append(row[0])
    for reason, names in sorted(unknown.items()):
        print(f'no reference ({len(names)}): {reason}: {", ".join(dict.fromkeys(names))[:160]}')
    judged = [row for row in rows if row[3] in ('equal', 'over', 'shape')]
    over = [row for row in rows if row[3] in ('over', 'shape')]
    print(f"{len({row[0] for row in judged})} files, {len(judged)} frames compared, {len(over)} over tolerance "
          f"({len([row for row in over if 'lossy' not in row[2]])} of them monochrome or lossless: the goal is 0), "
          f"{len([row for row in rows if row[3] == 'refused'])} refused, {sum(map(len, unknown.values()))} not comparable")
    return 1 if faults or not judged else 0


if __name__ == '__main__':
    sys.exit(main())
