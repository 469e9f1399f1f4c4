"""Tables and colours for expected.py: LUTs, supplemental palettes, segments' colours, ICC profiles."""
import numpy as np
from pydicom.dataset import Dataset
from pydicom.encaps import get_frame
from pydicom.pixels import apply_color_lut


def look_up(descriptor, data, values, signed, ds):
    """Entries of a LUT for `values`, and the bits that scale them (C.11.1.1, C.11.2.1.1)."""
    count, start, bits = (int(value) for value in descriptor)
    count, start = count or 65536, (start + 32768) % 65536 - 32768 if signed else start % 65536
    if isinstance(data, (bytes, bytearray)):
        big = getattr(ds, 'original_encoding', (None, True))[1] is False
        data = np.frombuffer(data, '>u2' if big else '<u2') if len(data) >= 2 * count else np.frombuffer(data, 'u1')
    entries = np.asarray(data, 'i8').ravel()
    if bits <= 8 and len(entries) < count and len(entries) * 2 >= count:
        entries = np.stack([entries & 255, entries >> 8], 1).ravel()
    entries = entries[:count] % 65536
    used = max(1, int(entries.max()).bit_length())
    if used > bits or (bits == 16 and used < 16):
        bits = used
    return entries[np.clip(np.asarray(values).astype('i8') - start, 0, len(entries) - 1)], bits


def palette(image, stored):
    """PALETTE COLOR (C.7.6.3.1.5): plain tables by the formula, segmented ones as pydicom expands them."""
    ds, channels = image.ds, []
    for number, name in enumerate(('Red', 'Green', 'Blue')):
        descriptor = getattr(ds, name + 'PaletteColorLookupTableDescriptor')
        data = ds.get(name + 'PaletteColorLookupTableData')
        if data is None:
            count, start = descriptor[0] or 65536, descriptor[1]
            all_of_them = np.arange(start, start + count).astype('u2')
            data = apply_color_lut(all_of_them, ds)[:, number]
        entries, bits = look_up(descriptor, data, stored, ds.PixelRepresentation == 1, ds)
        if descriptor[2] != 16 or bits == 16:
            bits = descriptor[2]
        elif bits <= 8:
            image.notes.append('entries of 8 bits declared as 16')
            bits = 8
        else:
            bits = 16
        channels.append(np.floor(255 * np.minimum(entries / (2.0 ** bits - 1), 1) + 0.5).astype(int))
    found = np.stack(channels, axis=-1)
    if not image.notes:
        depth = ds.RedPaletteColorLookupTableDescriptor[2]
        image.agree('palette', found, lambda: np.floor(apply_color_lut(stored, ds) / (2.0 ** depth - 1) * 255 + 0.5))
    return found


def supplemental(image, frame, stored):
    """C.8.16.2.1.1.1: values below the second value of the descriptor are grey, the others have colours."""
    ds = image.ds
    start, bits = ds.RedPaletteColorLookupTableDescriptor[1:3]
    plain = Dataset()
    plain.PhotometricInterpretation, plain.SamplesPerPixel = 'PALETTE COLOR', 1
    plain.PixelRepresentation, plain.BitsAllocated = ds.PixelRepresentation, ds.BitsAllocated
    for element in ds:
        if element.tag.group == 0x28 and 'Palette' in element.keyword:
            plain.add(element)
    coloured = stored >= start
    entries = apply_color_lut(np.where(coloured, stored, start).astype(stored.dtype), plain)
    colours = np.floor(255 * (entries / (2.0 ** bits - 1)) + 0.5).astype(int)
    image.notes.append(f'{int(coloured.sum())} coloured pixels')
    return np.where(coloured[..., None], colours, image.greys(frame, stored)[..., None])


def srgb_of_cielab(lab):
    """Recommended Display CIELab Value (C.10.7.1.1): PCS under D50, to sRGB under D65 by Bradford."""
    L, a, b = lab[0] * 100 / 65535, lab[1] * 255 / 65535 - 128, lab[2] * 255 / 65535 - 128
    fy = (L + 16) / 116
    cube = [t ** 3 if t > 6 / 29 else 3 * (6 / 29) ** 2 * (t - 4 / 29) for t in (fy + a / 500, fy, fy - b / 200)]
    d50, d65 = np.array([0.96422, 1.0, 0.82521]), np.array([0.95047, 1.0, 1.08883])
    bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
    adapted = np.linalg.inv(bradford) @ np.diag((bradford @ d65) / (bradford @ d50)) @ bradford @ (d50 * cube)
    primaries = np.array([[0.64, 0.30, 0.15], [0.33, 0.60, 0.06], [0.03, 0.10, 0.79]])
    primaries = primaries / primaries[1]
    to_xyz = primaries * np.linalg.solve(primaries, d65)
    linear = np.clip(np.linalg.solve(to_xyz, adapted), 0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.floor(255 * encoded + 0.5).astype(int)


def segments(image, frame, stored):
    """Grey or tinted values of a segmentation; the colours of a label map, `None` where the file does not say them."""
    from expected import levels
    ds = image.ds
    colour = {int(item.SegmentNumber): item.get('RecommendedDisplayCIELabValue') for item in ds.SegmentSequence}
    if ds.SegmentationType == 'LABELMAP':
        shown = {int(value) for value in np.unique(stored)} - {0, ds.get('PixelPaddingValue', 0)}
        if any(colour.get(value) is None for value in shown):
            return None
        picture = np.zeros((*stored.shape, 3), int)
        for value in shown:
            picture[stored == value] = srgb_of_cielab(colour[value])
        return picture
    item = image.group(frame, 'SegmentIdentificationSequence')
    number = None if item is None else int(item.ReferencedSegmentNumber)
    if number is None and ds.get('DimensionOrganizationType') == 'TILED_FULL':
        number = int(ds.SegmentSequence[frame // (image.frames // len(ds.SegmentSequence))].SegmentNumber)
    full = float(ds.MaximumFractionalValue) if ds.SegmentationType == 'FRACTIONAL' else 1.0
    grey = levels(stored / full)
    if colour.get(number) is None:
        return grey
    return np.floor(grey[..., None] * srgb_of_cielab(colour[number]) / 255 + 0.5).astype(int)


def jpeg_shares_chroma(ds, frame, frames):
    """Whether the frame is a JPEG with fewer chroma samples than luma samples."""
    data = get_frame(ds.PixelData, frame, number_of_frames=frames)
    at = data.find(b'\xff\xd8') + 2
    while 2 <= at < len(data) - 9 and data[at] == 0xFF:
        if data[at + 1] in (0xC0, 0xC1, 0xC2):
            sampling = {data[at + 11 + 3 * part] for part in range(data[at + 9])}
            return len(sampling) > 1
        at += 2 + int.from_bytes(data[at + 2:at + 4], 'big')
    return False


def after_icc(image, frame, picture, apply_icc_profile):
    """The frame's colours after its ICC profile, `None` without one."""
    ds = image.ds
    profile = ds.get('ICCProfile') or next(
        (path.ICCProfile for path in ds.get('OpticalPathSequence') or [] if path.get('ICCProfile')), None)
    if profile is None or (image.samples == 1 and image.photometric != 'PALETTE COLOR'):
        return None
    before = image.coloured(frame)
    holder = Dataset()
    holder.ICCProfile = profile
    after = apply_icc_profile(np.ascontiguousarray(before.low.astype('u1')), holder)
    return picture(after.astype(int), tolerance=max(3, before.tolerance), shared_chroma=before.shared_chroma,
                   notes=image.notes)
