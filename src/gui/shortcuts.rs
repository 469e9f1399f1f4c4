//! Keys of the command table, read before any widget sees them.

use egui::{Event, Key, KeyboardShortcut, Modifiers};

use crate::state::{COMMANDS, Command, Workspace};

use super::{tags::table_id, viewport::viewport_id};

/// The commands whose keys were pressed in this frame. Keys a focused widget needs stay with it.
pub fn pressed(ctx: &egui::Context, workspace: &Workspace) -> Vec<&'static Command> {
    let typing = ctx.text_edit_focused();
    let focused = widget_focused(ctx);
    let offered: Vec<(&Command, KeyboardShortcut)> = COMMANDS
        .iter()
        .filter(|command| (command.enabled)(workspace))
        .flat_map(|command| command.keys.iter().filter_map(move |keys| Some((command, parse(keys)?))))
        .filter(|(_, shortcut)| {
            let plain = !shortcut.modifiers.command;
            let widget_key = focused && plain && is_widget_key(shortcut.logical_key);
            !(typing && plain || widget_key || shortcut.logical_key == Key::Space)
        })
        .collect();
    let mut pressed = Vec::new();
    // In the order in which the keys were pressed: a slow pass sees several.
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let wanted = offered.iter().find(|(_, shortcut)| is_press_of(event, shortcut));
            pressed.extend(wanted.map(|(command, _)| *command));
            wanted.is_none()
        });
    });
    // The system's copy arrives as an event of its own.
    let on_tags = ctx.memory(|memory| memory.focused()) == Some(table_id());
    if !typing && !on_tags && ctx.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy))) {
        pressed.extend(COMMANDS.iter().filter(|c| c.keys.contains(&"Ctrl+C") && (c.enabled)(workspace)));
    }
    pressed
}

/// Whether Space was let go outside a text field: it plays only then, so that Space with a drag can pan.
pub fn space_released(ctx: &egui::Context) -> bool {
    !widget_focused(ctx)
        && ctx.input(|input| {
            input.events.iter().any(|event| {
                matches!(event, Event::Key { key: Key::Space, pressed: false, modifiers, .. } if !modifiers.any())
            })
        })
}

/// Whether Escape takes a drag back: not where the button was let go before it in the same pass, as a slow machine sees it.
pub fn escapes_drag(ctx: &egui::Context) -> bool {
    ctx.input(|input| {
        let is_held = |event: &&Event| !matches!(event, Event::PointerButton { pressed: false, .. });
        let mut held = input.events.iter().take_while(is_held);
        held.any(|event| matches!(event, Event::Key { key: Key::Escape, pressed: true, .. }))
    })
}

/// Whether a control has the focus; the picture itself is none: its keys are the commands.
pub fn widget_focused(ctx: &egui::Context) -> bool {
    ctx.memory(|memory| memory.focused()).is_some_and(|id| id != viewport_id())
}

/// `Ctrl+Shift+Z` as a shortcut.
pub fn parse(keys: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = keys;
    while let Some((head, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
        modifiers |= match head {
            "Ctrl" => Modifiers::COMMAND,
            "Shift" => Modifiers::SHIFT,
            "Alt" => Modifiers::ALT,
            _ => return None,
        };
        rest = tail;
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(rest)?))
}

/// Exactly these modifiers: Shift+I is not I. A question mark may need Shift on the keyboard.
fn is_press_of(event: &Event, shortcut: &KeyboardShortcut) -> bool {
    matches!(event, Event::Key { key, pressed: true, modifiers, .. }
        if *key == shortcut.logical_key
            && (modifiers.matches_exact(shortcut.modifiers) || *key == Key::Questionmark && !modifiers.command))
}

/// Keys that move within or press a focused widget.
fn is_widget_key(key: Key) -> bool {
    matches!(
        key,
        Key::ArrowDown
            | Key::ArrowUp
            | Key::ArrowLeft
            | Key::ArrowRight
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown
            | Key::Enter
            | Key::Delete
            | Key::Backspace
    )
}
