//! The DCT processes of 12 bits: extended sequential (T.81 process 4) and progressive (process 12).

mod coefficients;
mod pass;
mod transform;

use super::{
    dct::{check_length, check_sampling},
    ending::look_behind,
    markers::Header,
    planes::{Plane, interleave},
    progressive,
};
use crate::{
    dicom::{
        Finding, ReadError,
        codec::{FrameShape, damaged, no_row},
    },
    image::Samples,
};
use coefficients::Grid;

/// Decodes to the components as they are coded, chroma brought to full size, without any colour transform. Also returns
/// how many rows from the top depend on nothing that is missing.
pub(super) fn decode(
    codestream: &[u8],
    header: &Header,
    whole: bool,
    wanted: &FrameShape,
    findings: &mut Vec<Finding>,
) -> Result<(Samples, u32), ReadError> {
    check_sampling(header)?;
    let pixels = wanted.pixels()?;
    let progressive = header.process == 2;
    check_length(codestream, header, whole, pixels)?;
    if progressive {
        progressive::check(codestream, header, whole, findings)?;
    }
    let (grids, end) = coefficients::read(codestream, header, whole)?;
    if !progressive {
        look_behind(codestream, end, header.rows, whole, findings)?;
    }
    let planes = grids.iter().enumerate().map(|(index, grid)| plane(header, index, grid));
    let planes = planes.collect::<Result<Vec<Plane>, ReadError>>()?;
    let (mut cells, rows_present) = interleave(header, planes);
    if rows_present == 0 {
        return Err(no_row(codestream.len(), "JPEG"));
    }
    cells.truncate(rows_present * header.columns as usize * header.components.len());
    cells.resize(pixels * header.components.len(), 0);
    let shape = wanted.of_precision(header.precision);
    let samples = match wanted.bits_allocated {
        1..=16 => shape.samples_from_u16(cells),
        _ => shape.samples_from_u32(cells.into_iter().map(u32::from).collect()),
    };
    Ok((samples, rows_present as u32))
}

/// The samples of one component, as many rows as there are coefficients for.
fn plane(header: &Header, index: usize, grid: &Grid) -> Result<Plane, ReadError> {
    let lacks = || damaged(header.rows_at, "the JPEG lacks a quantization table");
    let (columns, all_rows) = header.component_size(index);
    let rows = (grid.rows * 8).min(all_rows);
    let mut samples = vec![0; columns * rows];
    if rows > 0 {
        let quantization = grid.quantization.as_ref().ok_or_else(lacks)?;
        let strips = samples.chunks_mut((8 * columns).max(1)).zip(grid.blocks.chunks(grid.across.max(1)));
        for (strip, blocks) in strips {
            for (number, block) in blocks.iter().enumerate().take(columns.div_ceil(8)) {
                let block = transform::samples(block, quantization);
                for (line, from) in strip.chunks_exact_mut(columns).zip(block.as_chunks::<8>().0) {
                    let to = line.get_mut(8 * number..).unwrap_or_default();
                    to.iter_mut().zip(from).for_each(|(sample, value)| *sample = *value);
                }
            }
        }
    }
    Ok(Plane { samples, columns, rows, complete: rows == all_rows })
}

#[cfg(test)]
mod tests;
