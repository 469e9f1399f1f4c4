"""Works the real window and asserts on what it shows: drive.py PROGRAM WORK_FOLDER [--xdg-open]

The program keeps a report file equal to its shown state (one JSON line) with the places of its controls in window
pixels; the script acts by pointer and key like a person and waits for the state to follow.
"""
import json
import os
import shutil
import subprocess
import sys
import time

from xdnd import DragSource

PROGRAM, WORK = sys.argv[1:3]
PATIENCE = 20.0


class Window:
    """A running window."""

    def __init__(self, *arguments, command=None, dialogs=True):
        self.report = os.path.join(WORK, "report.json")
        if os.path.exists(self.report):
            os.remove(self.report)
        environment = dict(os.environ, HOUNSFIELD_REPORT=self.report)
        if not dialogs:
            # Without a program that shows them the window asks for paths itself.
            environment["PATH"] = WORK
        self.log = open(os.path.join(WORK, "window.log"), "ab")
        self.process = subprocess.Popen(command or [PROGRAM, *arguments], env=environment, stderr=self.log)
        self.id = None
        self.id = self.until("a window", lambda _: self.find(), needs_state=False)
        run("xdotool", "windowactivate", "--sync", self.id)

    def find(self):
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--class", "hounsfield"], capture_output=True, text=True
        )
        return next(iter(found.stdout.split()), None)

    def state(self):
        try:
            with open(self.report, encoding="utf-8") as file:
                return json.loads(file.read())
        except (FileNotFoundError, json.JSONDecodeError):
            return None

    def until(self, what, holds, needs_state=True):
        """Waits until `holds(state)` is true and returns its value."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            state = self.state()
            if state is not None or not needs_state:
                value = holds(state)
                if value:
                    return value
            time.sleep(0.05)
        run("import", "-window", "root", os.path.join(WORK, "failure.png"))
        sys.exit(f"waited in vain for {what}; the state is {self.state()}")

    def settled(self):
        """The state once it has stopped changing."""
        seen, since = None, time.monotonic()
        while time.monotonic() < since + 0.5:
            state = self.state()
            if state != seen:
                seen, since = state, time.monotonic()
            time.sleep(0.05)
        return seen

    def still(self, seconds, what, holds):
        """Asserts that `holds(state)` stays true for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not holds(self.state()):
                sys.exit(f"{what}; the state is {self.state()}")
            time.sleep(0.05)

    def place(self, control, across=0.5, down=0.5):
        """A point of a control, in window pixels; waits until it is shown."""
        x, y, width, height = self.until(f"the control {control}", lambda state: state["rects"].get(control))
        return round(x + across * width), round(y + down * height)

    def move(self, point):
        run("xdotool", "mousemove", "--window", self.id, *map(str, point))
        time.sleep(0.05)

    def click(self, point):
        self.move(point)
        run("xdotool", "click", "1")
        time.sleep(0.1)

    def drag(self, start, by, steps=20):
        # A slow machine sees a press and what follows in one pass, and grasps what lies under the last place: nobody drags
        # that fast.
        self.settled()
        self.move(start)
        time.sleep(0.2)
        run("xdotool", "mousedown", "1")
        time.sleep(0.3)
        for step in range(1, steps + 1):
            self.move((start[0] + by[0] * step // steps, start[1] + by[1] * step // steps))
        run("xdotool", "mouseup", "1")

    def keys(self, *names):
        for name in names:
            run("xdotool", "key", "--window", "0", name)
            time.sleep(0.1)

    def type(self, text):
        run("xdotool", "type", "--window", "0", "--delay", "30", text)

    def drop(self, *paths):
        DragSource().drop(int(self.id), self.place("viewport"), paths)

    def contrast(self):
        """Spread of the greys in the viewport, 0 when it is blank."""
        picture = os.path.join(WORK, "shot.png")
        run("import", "-window", self.id, picture)
        x, y, width, height = map(round, self.until("a viewport", lambda state: state["rects"].get("viewport")))
        crop = f"{width}x{height}+{x}+{y}"
        out = run("convert", picture, "-crop", crop, "-colorspace", "Gray", "-format", "%[fx:standard_deviation]", "info:")
        return float(out)

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.log.close()


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def step(text):
    print("--", text, flush=True)


def study():
    """The phantom's slices in order of name, and its clip."""
    entries = json.loads(run(PROGRAM, "info", "--json", os.path.join(WORK, "phantom")))
    paths = lambda several: sorted(e["path"] for e in entries if e["ok"] and (e["frames"] > 1) == several)
    return paths(False), paths(True)[0]


def across_histogram(path, lower, upper, value=None):
    """Where a value, or the window's upper bound, stands on the histogram's axis: it spans the counted values and the
    window, as far as the window reaches no more than half of that span beyond, with a margin of 2 %."""
    edges = json.loads(run(PROGRAM, "histogram", path, "--json"))["edges"]
    first, last = edges[0], edges[-1]
    half = (last - first) / 2
    low, high = min(first, max(lower, first - half)), max(last, min(upper, last + half))
    margin = (high - low) * 0.02
    return ((upper if value is None else value) - low + margin) / (high - low + 2 * margin)


def work_the_window():
    slices, clip = study()
    name = os.path.basename

    step("open by argument")
    window = Window(slices[0], dialogs=False)
    first = window.until("the first slice", lambda s: s["file"] == name(slices[0]) and s["width"] > 0 and s)
    window.until("a picture", lambda _: window.contrast() > 0.05)

    step("drag the window with the left button")
    window.drag(window.place("viewport"), (120, 0))
    wider = window.until("a wider window", lambda s: s["width"] > first["width"] * 1.2 and s)
    window.drag(window.place("viewport"), (0, -80))
    window.until("a lower center", lambda s: s["center"] < wider["center"] - 1)

    step("drag the upper bound of the histogram")
    lower, upper = window.settled()["bounds"]
    window.drag(window.place("histogram", across_histogram(slices[0], lower, upper)), (-30, 0))
    # Bounds of whole values are rounded to whole numbers.
    window.until("the upper bound alone moved", lambda s: s["bounds"][1] < upper - 9 and abs(s["bounds"][0] - lower) < 1)

    step("brush the histogram")
    counted = json.loads(run(PROGRAM, "histogram", slices[0], "--json"))
    tallest = counted["edges"][counted["counts"].index(max(counted["counts"]))]
    bounds = window.settled()["bounds"]
    window.move(window.place("histogram", across_histogram(slices[0], *bounds, tallest) + 0.002))
    window.until("values that glow", lambda s: s["glow"])
    window.move(window.place("viewport"))
    window.until("nothing glows", lambda s: s["glow"] is None)

    step("draw a region and take it away")
    window.keys("e")
    window.until("the ellipse", lambda s: s["tool"] == "Ellipse")
    window.drag(window.place("viewport", 0.45, 0.45), (60, 60))
    window.until("its figures", lambda s: s["regions"] and s["regions"][0]["count"] and s["regions"][0]["mean"] is not None)
    window.settled()
    window.keys("Escape", "ctrl+z")
    window.until("no region", lambda s: not s["regions"] and s["tool"] == "Window")

    step("compare two presentations; presets in a filmstrip")
    window.keys("shift+p", "x")
    window.until("a divider", lambda s: s["wipe"] == 0.5 and s["rects"].get("strip"))
    window.drag(window.place("viewport", 0.5, 0.7), (60, 0))
    window.until("the divider moved", lambda s: s["wipe"] > 0.52)
    before = window.settled()
    window.click(window.place("strip", 0.3, 0.4))
    window.until("a preset", lambda s: s["width"] != before["width"])
    window.keys("x", "shift+p", "ctrl+z")
    window.until("as it was", lambda s: s["wipe"] is None and s["width"] == before["width"] and not s["rects"].get("strip"))

    step("search the tags")
    rows = window.settled()["rows"]
    window.click(window.place("tag-search"))
    window.type("PatientName")
    window.until("fewer rows", lambda s: s["tag_filter"] == "PatientName" and 0 < s["rows"] < rows)
    window.keys("ctrl+a", "BackSpace", "Escape")

    step("export a picture, where a path is typed")
    out = os.path.join(WORK, "out.png")
    window.click(window.place("viewport"))
    window.keys("ctrl+e")
    window.until("the sheet of exports", lambda s: s["exporting"])
    window.settled()
    window.keys("Return")
    window.until("a path asked for", lambda s: s["asks"])
    window.settled()
    window.keys("ctrl+a")
    window.type(out)
    window.settled()
    window.keys("Return")
    window.until("a picture written", lambda s: os.path.exists(out) and not s["asks"] and s["exports"] == 0)

    step("open by panel")
    shown = window.settled()["file"]
    window.click(window.place("files", 0.5, 0.9))
    window.keys("Down", "Return")
    window.until("another file", lambda s: s["file"] not in (None, "", shown))

    step("drop a file")
    folder = os.path.join(WORK, "dropped études")
    dropped = shutil.copy(slices[-1], os.path.join(folder, "one slice.dcm"))
    window.drop(dropped)
    window.until("the dropped file", lambda s: s["file"] == "one slice.dcm")

    step("drop a folder")
    shutil.copy(slices[1], os.path.join(folder, "a first.dcm"))
    shutil.copy(clip, os.path.join(folder, "b clip.dcm"))
    window.drop(folder)
    window.until("its first image", lambda s: s["file"] == "a first.dcm" and s["files"] >= 3)
    window.close()

    step("scrub and play a clip")
    window = Window(clip)
    frames = window.until("a clip", lambda s: s["frames"] > 1 and s["frames"])
    window.until("a picture", lambda _: window.contrast() > 0.02)
    window.click(window.place("scrubber", 0.6))
    window.until("a later frame", lambda s: frames * 0.3 < s["frame"] < frames * 0.9)
    window.click(window.place("viewport"))
    window.keys("Home")
    window.until("the first frame", lambda s: s["frame"] == 1)
    window.keys("space")
    window.until("a playing clip", lambda s: s["playing"])
    window.until("frames going by", lambda s: s["frame"] > 3)
    window.keys("space")
    stopped = window.until("a clip at rest", lambda s: not s["playing"] and s)
    window.still(0.5, "a clip at rest moves", lambda s: s["frame"] == stopped["frame"])

    step("play slower, between in and out points")
    window.keys("Home")
    window.until("the first frame again", lambda s: s["frame"] == 1)
    window.keys("bracketleft")
    window.until("an in point", lambda s: s["range"])
    window.click(window.place("scrubber", 0.5))
    window.until("the middle", lambda s: s["frame"] > 5)
    window.keys("bracketright")
    window.until("a range", lambda s: s["range"] and s["range"][0] == 1 and s["range"][1] < frames * 0.7)
    window.keys("backslash")
    window.until("the whole clip", lambda s: s["range"] is None)

    step("the series around one file, and the next series")
    window.until("both series", lambda s: s["sets"] == 2 and s["complete"])
    window.click(window.place("viewport"))
    window.keys("Prior")
    window.until("the slices", lambda s: s["frames"] == len(slices))
    window.keys("End")
    window.until("the last slice", lambda s: s["frame"] == len(slices) and s["position_mm"] is not None)
    window.keys("Next")
    window.until("the clip again", lambda s: s["frames"] == frames)

    step("refuse what is no DICOM, and keep the picture")
    text = os.path.join(WORK, "notes.txt")
    with open(text, "w", encoding="utf-8") as file:
        file.write("no image\n")
    window.drop(text)
    window.until("a sentence", lambda s: s["message"] and s["file"] == name(clip))
    window.close()

    step("one slice with its series; the wheel")
    window = Window(slices[6])
    window.until("its series", lambda s: s["frames"] == len(slices) and s["frame"] == 7 and s["file"] == name(slices[6]))
    window.move(window.place("viewport"))
    run("xdotool", "click", "5")
    # Synthetic wheel buttons count twice where the system has no smooth scrolling: for the press and for the release.
    window.until("a later slice", lambda s: s["frame"] in (8, 9) and s["file"] == name(slices[s["frame"] - 1]))
    window.close()

    step("drop a zip archive")
    archive = shutil.make_archive(os.path.join(WORK, "disc"), "zip", os.path.join(WORK, "phantom"))
    window = Window()
    window.until("an empty window", lambda s: s["frames"] == 0)
    window.drop(archive)
    window.until("what is in it", lambda s: s["sets"] == 2 and s["frames"] > 1 and s["complete"])
    window.until("a picture", lambda _: window.contrast() > 0.02)
    window.close()


def open_by_desktop():
    slices, _ = study()
    window = Window(command=["xdg-open", slices[0]])
    window.until("the slice", lambda s: s["file"] == os.path.basename(slices[0]))
    # The desktop, not this script, started the program.
    run("xdotool", "windowclose", window.id)
    window.process.wait(20)


if __name__ == "__main__":
    open_by_desktop() if "--xdg-open" in sys.argv else work_the_window()
