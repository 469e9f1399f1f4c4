#!/usr/bin/env python3
"""Draws the icon: hounsfield.svg and its PNGs of 256 and 48 pixels. Needs nothing but Python; run it in this folder.

A chest in cross section, one half in a soft-tissue window, the other in a lung window, and the window's ramp below.
"""
import struct
import zlib

# Ellipses in a 256 x 256 square: centre x, centre y, radius x, radius y, grey in the left window, in the right one.
BACKGROUND = (0x10, 0x14, 0x1A)
CORNER = 52
ELLIPSES = [
    (128, 112, 100, 76, 0x86, 0xF2),  # skin and fat
    (128, 112, 91, 67, 0xC4, 0xFF),  # muscle
    (84, 110, 36, 50, 0x10, 0x5A),  # right lung
    (172, 110, 36, 50, 0x10, 0x5A),  # left lung
    (140, 102, 30, 33, 0xC4, 0xFF),  # heart
    (128, 158, 17, 15, 0xFF, 0xFF),  # vertebra
    (128, 156, 6, 5, 0xA8, 0xE0),  # canal
]
RAMP = [(36, 222), (96, 222), (160, 198), (220, 198)]
ACCENT = (0xFF, 0xB0, 0x3B)
STROKE = 9


def colour_at(x, y):
    """The colour of a point, or None outside the rounded square."""
    dx, dy = max(CORNER - x, x - (256 - CORNER), 0), max(CORNER - y, y - (256 - CORNER), 0)
    if dx * dx + dy * dy > CORNER * CORNER:
        return None
    for (ax, ay), (bx, by) in zip(RAMP, RAMP[1:]):
        t = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)))
        if (x - ax - t * (bx - ax)) ** 2 + (y - ay - t * (by - ay)) ** 2 <= (STROKE / 2) ** 2:
            return ACCENT
    colour = BACKGROUND
    for cx, cy, rx, ry, left, right in ELLIPSES:
        if ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1:
            colour = ((left if x < 128 else right),) * 3
    return colour


def png(size, fine=6):
    lines = b""
    for row in range(size):
        lines += b"\0"
        for column in range(size):
            points = [
                colour_at((column + (i + 0.5) / fine) * 256 / size, (row + (j + 0.5) / fine) * 256 / size)
                for i in range(fine)
                for j in range(fine)
            ]
            inside = [p for p in points if p]
            mean = [round(sum(p[c] for p in inside) / len(inside)) for c in range(3)] if inside else [0, 0, 0]
            lines += bytes([*mean, round(255 * len(inside) / len(points))])
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b"")


def svg():
    grey = lambda value: "#" + f"{value:02x}" * 3
    half = lambda side: "".join(
        f'<ellipse cx="{cx}" cy="{cy}" rx="{rx}" ry="{ry}" fill="{grey(greys[side])}"/>'
        for cx, cy, rx, ry, *greys in ELLIPSES
    )
    colour = lambda rgb: "#%02x%02x%02x" % rgb
    points = " ".join(f"{x},{y}" for x, y in RAMP)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 256 256">
<clipPath id="left"><rect width="128" height="256"/></clipPath>
<clipPath id="right"><rect x="128" width="128" height="256"/></clipPath>
<rect width="256" height="256" rx="{CORNER}" fill="{colour(BACKGROUND)}"/>
<g clip-path="url(#left)">{half(0)}</g>
<g clip-path="url(#right)">{half(1)}</g>
<polyline points="{points}" fill="none" stroke="{colour(ACCENT)}" stroke-width="{STROKE}" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
"""


if __name__ == "__main__":
    open("hounsfield.svg", "w", encoding="utf-8").write(svg())
    for size in (256, 48):
        open(f"hounsfield-{size}.png", "wb").write(png(size))
