"""The source side of the X drag-and-drop protocol (XDND, version 5): drops files on a window as a file manager does."""
import sys
import time
import urllib.parse

from Xlib import X, display
from Xlib.protocol import event

VERSION = 5


class DragSource:
    """An invisible window that owns the dragged paths."""

    def __init__(self):
        self.display = display.Display()
        root = self.display.screen().root
        self.root = root
        self.window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
        self.replies = set()

    def atom(self, name):
        return self.display.intern_atom(name)

    def drop(self, target_id, point, paths):
        """Drags `paths` over `point` (in the target's pixels) and lets go."""
        target = self.display.create_resource_object("window", target_id)
        aware = target.get_full_property(self.atom("XdndAware"), X.AnyPropertyType)
        if not aware or aware.value[0] < 3:
            sys.exit("the window takes no drops")
        self.uris = "".join(f"file://{urllib.parse.quote(path)}\r\n" for path in paths).encode()
        self.window.set_selection_owner(self.atom("XdndSelection"), X.CurrentTime)
        origin = self.root.translate_coords(target, 0, 0)
        x, y = origin.x + point[0], origin.y + point[1]

        self.send(target, "XdndEnter", VERSION << 24, self.atom("text/uri-list"), 0, 0)
        for nudge in range(5):
            position = (x + nudge) << 16 | y
            self.send(target, "XdndPosition", 0, position, X.CurrentTime, self.atom("XdndActionCopy"))
            self.answer(0.1)
        self.answer(5, until="XdndStatus accepted")
        self.send(target, "XdndDrop", 0, X.CurrentTime, 0, 0)
        self.answer(5, until="XdndFinished")

    def send(self, target, name, *data):
        message = event.ClientMessage(window=target, client_type=self.atom(name), data=(32, [self.window.id, *data]))
        target.send_event(message, event_mask=0)
        self.display.flush()

    def answer(self, seconds, until=None):
        """Serves the target's requests for a while, or until it has said `until`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while self.display.pending_events():
                self.take(self.display.next_event())
            if until in self.replies:
                return
            time.sleep(0.01)
        if until:
            sys.exit(f"the window never answered {until}")

    def take(self, incoming):
        if incoming.type == X.SelectionRequest:
            incoming.requestor.change_property(incoming.property, incoming.target, 8, self.uris)
            done = event.SelectionNotify(
                time=incoming.time,
                requestor=incoming.requestor,
                selection=incoming.selection,
                target=incoming.target,
                property=incoming.property,
            )
            incoming.requestor.send_event(done)
            self.display.flush()
        elif incoming.type == X.ClientMessage:
            name = self.display.get_atom_name(incoming.client_type)
            accepted = name == "XdndStatus" and incoming.data[1][1] & 1
            self.replies.add(f"{name} accepted" if accepted else name)
