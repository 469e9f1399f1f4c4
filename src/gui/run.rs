//! Opening the window: which display, which renderer, and one sentence where there is neither.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use eframe::{NativeOptions, Renderer as EframeRenderer, egui_wgpu, wgpu};

use crate::desktop::{
    display,
    launch::{Renderer, WindowOptions},
    timings::Timings,
};

use super::app::App;

/// Name under which the desktop knows the window; the `.desktop` entry repeats it.
const APP_ID: &str = "hounsfield";

/// Runs the window until it is closed. Exit status 2 when no window can be opened.
pub fn run(options: WindowOptions) -> ExitCode {
    Timings::new(options.timings, options.process_start).mark("start");
    if !display::present() || !display::missing_libraries().is_empty() {
        return refuse();
    }
    let renderers: &[EframeRenderer] = match options.renderer {
        Renderer::Auto if !may_have_gpu() => &[EframeRenderer::Glow, EframeRenderer::Wgpu],
        Renderer::Auto => &[EframeRenderer::Wgpu, EframeRenderer::Glow],
        Renderer::Wgpu => &[EframeRenderer::Wgpu],
        Renderer::Glow => &[EframeRenderer::Glow],
    };
    for renderer in renderers {
        let wanted = options.clone();
        let native = native_options(*renderer, &options);
        let opened = eframe::run_native(
            "Hounsfield",
            native,
            Box::new(move |creation| Ok(Box::new(App::new(creation, wanted)))),
        );
        if opened.is_ok() {
            return ExitCode::SUCCESS;
        }
        // A second event loop cannot be made after the first one failed; a renderer that failed can be replaced.
        if matches!(opened, Err(eframe::Error::WinitEventLoop(_))) {
            break;
        }
    }
    refuse()
}

fn native_options(renderer: EframeRenderer, options: &WindowOptions) -> NativeOptions {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Hounsfield")
        .with_app_id(APP_ID)
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([480.0, 360.0])
        .with_drag_and_drop(true)
        .with_icon(icon());
    let mut native = NativeOptions {
        viewport,
        renderer,
        // Noise added to greys would be a wrong value.
        dithering: false,
        persistence_path: crate::desktop::paths::config_dir().map(|folder| folder.join("window.ron")),
        event_loop_builder: event_loop(options.wayland),
        ..NativeOptions::default()
    };
    if let egui_wgpu::WgpuSetup::CreateNew(setup) = &mut native.wgpu_options.wgpu_setup {
        setup.device_descriptor = Arc::new(|adapter| wgpu::DeviceDescriptor {
            required_limits: adapter.limits(),
            ..wgpu::DeviceDescriptor::default()
        });
        if options.renderer == Renderer::Auto {
            setup.native_adapter_selector = Some(Arc::new(|adapters, _surface| hardware(adapters)));
        }
    }
    native
}

/// A graphics card; where there is none the error makes glow take over, which draws three times as fast in software.
fn hardware(adapters: &[wgpu::Adapter]) -> Result<wgpu::Adapter, String> {
    let rank = |adapter: &wgpu::Adapter| match adapter.get_info().device_type {
        wgpu::DeviceType::DiscreteGpu => Some(0),
        wgpu::DeviceType::IntegratedGpu => Some(1),
        wgpu::DeviceType::VirtualGpu | wgpu::DeviceType::Other => Some(2),
        wgpu::DeviceType::Cpu => None,
    };
    let best = adapters.iter().filter_map(|adapter| Some((rank(adapter)?, adapter))).min_by_key(|(rank, _)| *rank);
    best.map(|(_, adapter)| adapter.clone()).ok_or_else(|| "every adapter is a software one".to_owned())
}

/// Whether asking wgpu is worth its time: without a device node of the kernel there is no graphics card on Linux.
fn may_have_gpu() -> bool {
    !cfg!(target_os = "linux")
        || ["/dev/dri", "/dev/nvidia0", "/dev/dxg"].iter().any(|node| std::path::Path::new(node).exists())
}

/// On Linux X11 wherever there is one: the toolkit receives no file drops on Wayland.
#[cfg(target_os = "linux")]
fn event_loop(wayland: bool) -> Option<eframe::EventLoopBuilderHook> {
    use winit::platform::x11::EventLoopBuilderExtX11;
    if wayland || !display::prefer_x11() {
        return None;
    }
    Some(Box::new(|builder| {
        builder.with_x11();
    }))
}

#[cfg(not(target_os = "linux"))]
fn event_loop(_wayland: bool) -> Option<eframe::EventLoopBuilderHook> {
    None
}

fn icon() -> egui::IconData {
    eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon/hounsfield-256.png")).unwrap_or_default()
}

fn refuse() -> ExitCode {
    // Standard error may be closed; the status says it too.
    drop(writeln!(io::stderr(), "hounsfield: {}", display::missing_packages_hint()));
    ExitCode::from(2)
}
