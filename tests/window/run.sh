#!/usr/bin/env bash
# The real window, end to end: tests/window/run.sh PROGRAM
#
# Starts an X server without a screen and a window manager, writes the phantom, and lets drive.py work the program with
# pointer, keys and drag and drop. Needs the packages that .ci/run installs. Screenshots of a failure stay in
# $HOUNSFIELD_SCREENSHOTS, if set. The present user's own settings are not touched.
set -euo pipefail

program=$(realpath "${1:?usage: run.sh PROGRAM}")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
pids=()

finish() {
    status=$?
    # The window first, then the manager, then the screen.
    for ((at = ${#pids[@]} - 1; at >= 0; at--)); do
        kill "${pids[at]}" 2>/dev/null || true
        wait "${pids[at]}" 2>/dev/null || true
    done
    if ((status != 0)); then
        tail -n 40 "$work"/*.log || true
        [[ -z ${HOUNSFIELD_SCREENSHOTS:-} ]] || cp "$work"/*.png "$HOUNSFIELD_SCREENSHOTS"/ 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap finish EXIT

python=
for candidate in "${PYTHON:-python3}" /usr/bin/python3; do
    if "$candidate" -c 'import Xlib' 2>/dev/null; then
        python=$candidate
        break
    fi
done
[[ -n $python ]] || { echo "python3-xlib is needed" >&2; exit 1; }

export PYTHONDONTWRITEBYTECODE=1 HOME=$work/home XDG_RUNTIME_DIR=$work/runtime
mkdir -p "$HOME"
mkdir -m 0700 "$XDG_RUNTIME_DIR"
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CURRENT_DESKTOP DESKTOP_SESSION WAYLAND_DISPLAY DISPLAY DBUS_SESSION_BUS_ADDRESS

echo "-- no display: one sentence, exit status 2"
status=0
sentence=$("$program" 2>&1 >/dev/null) || status=$?
[[ $status == 2 && -n $sentence && $(wc -l <<<"$sentence") == 1 ]] || {
    echo "exit status $status: $sentence" >&2
    exit 1
}

mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 1400x900x24 +extension GLX -nolisten tcp 3>"$work/display" 2>"$work/xvfb.log" &
pids+=($!)
read -r number <"$work/display"
export DISPLAY=:$number
openbox >"$work/openbox.log" 2>&1 &
pids+=($!)

"$program" phantom -o "$work/phantom"
# A dropped name as people have them.
mkdir "$work/dropped études"
"$python" "$here/drive.py" "$program" "$work"

echo "-- double-click: integrate, xdg-open, and back"
"$program" integrate >/dev/null
desktop-file-validate "$HOME/.local/share/applications/hounsfield.desktop"
[[ $(xdg-mime query default application/dicom) == hounsfield.desktop ]]
"$python" "$here/drive.py" "$program" "$work" --xdg-open
"$program" integrate --remove >/dev/null
[[ $(xdg-mime query default application/dicom) != hounsfield.desktop ]]
left=$(find "$HOME" -path '*/applications/*' -o -path '*/icons/*' -o -name 'mimeapps.list*')
[[ -z $left ]] || { echo "left behind: $left" >&2; exit 1; }

echo "-- the window does what it should"
