//! Which display there is, and what to install when the window cannot open.

use std::{env, fs, path::Path};

/// Whether to draw through X11: the toolkit receives no file drops on Wayland, and an X server is offered.
pub fn prefer_x11() -> bool {
    cfg!(target_os = "linux") && is_set("DISPLAY")
}

/// Whether any display is offered. Always so on systems where a display needs no variable.
pub fn present() -> bool {
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// One sentence on what keeps the window from opening and what to do, for standard error.
pub fn missing_packages_hint() -> String {
    if !present() {
        return "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set; start it inside a desktop session, or \
                use a sub-command such as `hounsfield render`, which needs none."
            .to_owned();
    }
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let missing = missing_libraries();
    let fault = if missing.is_empty() {
        "The window cannot open on this display".to_owned()
    } else {
        format!("The window cannot open: {} not found", missing.join(", "))
    };
    format!("{fault}; {}.", packages_of(&release))
}

/// The X11 libraries that are loaded only once a window opens and that the usual folders do not hold.
pub fn missing_libraries() -> Vec<&'static str> {
    const NEEDED: [&str; 4] = ["libxkbcommon-x11.so.0", "libX11-xcb.so.1", "libXcursor.so.1", "libXi.so.6"];
    const FOLDERS: [&str; 9] = [
        "/usr/lib",
        "/usr/lib64",
        "/lib",
        "/lib64",
        "/usr/local/lib",
        "/usr/lib/x86_64-linux-gnu",
        "/usr/lib/aarch64-linux-gnu",
        "/lib/x86_64-linux-gnu",
        "/lib/aarch64-linux-gnu",
    ];
    let folders: Vec<_> = env::var_os("LD_LIBRARY_PATH")
        .iter()
        .flat_map(env::split_paths)
        .chain(FOLDERS.iter().map(|folder| Path::new(folder).to_owned()))
        .collect();
    if !cfg!(target_os = "linux") {
        return Vec::new();
    }
    NEEDED.into_iter().filter(|name| !folders.iter().any(|folder| folder.join(name).exists())).collect()
}

/// How to get the libraries, in the words of the distribution that `/etc/os-release` describes.
fn packages_of(os_release: &str) -> String {
    let family: Vec<&str> = os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches('"').split_whitespace())
        .collect();
    let is = |name: &str| family.contains(&name);
    let command = if is("debian") || is("ubuntu") {
        "apt install libegl1 libgl1 libgl1-mesa-dri libx11-xcb1 libxcursor1 libxi6 libxrandr2 libxkbcommon-x11-0"
    } else if is("fedora") || is("rhel") {
        "dnf install mesa-libEGL mesa-libGL mesa-dri-drivers libX11-xcb libXcursor libXi libXrandr libxkbcommon-x11"
    } else if is("arch") {
        "pacman -S mesa libx11 libxcursor libxi libxrandr libxkbcommon-x11"
    } else if is("suse") || is("opensuse") {
        "zypper install Mesa-libEGL1 Mesa-libGL1 Mesa-dri libX11-xcb1 libXcursor1 libXi6 libXrandr2 libxkbcommon-x11-0"
    } else if is("alpine") {
        "apk add mesa-egl mesa-gl mesa-dri-gallium libx11 libxcursor libxi libxrandr libxkbcommon-x11"
    } else {
        return "install EGL and OpenGL (Mesa), libX11-xcb, libXcursor, libXi, libXrandr and libxkbcommon-x11"
            .to_owned();
    };
    format!("install what it needs with `{command}`")
}

fn is_set(variable: &str) -> bool {
    env::var_os(variable).is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_speaks_the_distribution_s_words() {
        assert!(packages_of("ID=ubuntu\nID_LIKE=debian\n").contains("apt install"));
        assert!(packages_of("NAME=\"Rocky\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n").contains("dnf install"));
        assert!(packages_of("ID=nixos\n").contains("libxkbcommon-x11"));
    }
}
