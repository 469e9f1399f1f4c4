"""Frames that pydicom's decoders give, and other ways to the frames that they refuse; for expected.py."""
import io
import os
import subprocess
import tempfile

import numpy as np
import pydicom
from PIL import Image
from pydicom.encaps import get_frame
from pydicom.pixels import pixel_array

JPEG = {f'1.2.840.10008.1.2.4.{number}' for number in (50, 51, 53, 55, 57, 70)}
JPEG_2000 = {f'1.2.840.10008.1.2.4.{number}' for number in (90, 91, 201, 202, 203)}
# Files whose pixels are those of another file of the corpus, in a syntax that pydicom does not know.
TWINS = {
    'ct12u_jxl-lossless.dcm': '../../ct-series/axial-5mm/I100',
    'ct16s_encapsulated-uncompressed.dcm': 'ct16s_explicit-le.dcm',
    'usrgb8_jxl-lossless.dcm': 'usrgb8_explicit-le.dcm',
    'liver_rle.dcm': 'liver.dcm',
    'liver_deflate.dcm': 'liver.dcm',
}
# A JPEG of quality 85 that Pillow's libjpeg makes again from the same source (the corpus says how it was made).
REMADE = {'usrgb8_jxl-jpeg-recompression.dcm': 'usrgb8_explicit-le.dcm'}


def frame_of(ds, path, frame, frames, raw, notes):
    """The samples of a frame; `raw` leaves YBR as it is."""
    index = frame if frames > 1 else None
    try:
        samples = pixel_array(ds, index=index, raw=raw)
    except Exception:
        samples = elsewhere(ds, path, frame, frames, raw, notes)
        if samples is None:
            raise
    return signed_by_codestream(ds, frame, frames, samples, notes)


def elsewhere(ds, path, frame, frames, raw, notes):
    """The frame of a twin, by DCMTK, or by Pillow; `None` where there is no other way."""
    twin = TWINS.get(os.path.basename(path))
    if twin:
        notes.append(f'pixels of {twin}')
        other = pydicom.dcmread(os.path.join(os.path.dirname(path), twin))
        return pixel_array(other, index=frame if frames > 1 else None, raw=raw)
    source = REMADE.get(os.path.basename(path))
    if source:
        notes.append(f'the JPEG remade from {source}')
        made = io.BytesIO()
        lossless = pixel_array(pydicom.dcmread(os.path.join(os.path.dirname(path), source)))
        Image.fromarray(lossless).save(made, 'JPEG', quality=85)
        return np.asarray(Image.open(made))
    if str(ds.file_meta.TransferSyntaxUID) not in JPEG:
        return None
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, 'decoded.dcm')
        if subprocess.run(['dcmdjpeg', path, out], capture_output=True).returncode == 0:
            notes.append('decoded by DCMTK')
            return pixel_array(pydicom.dcmread(out), index=frame if frames > 1 else None, raw=raw)
    notes.append('decoded by Pillow')
    return np.asarray(Image.open(io.BytesIO(get_frame(ds.PixelData, frame, number_of_frames=frames))))


def signed_by_codestream(ds, frame, frames, samples, notes):
    """JPEG 2000 with signed samples under an unsigned header keeps the codestream's sign (our stated deviation)."""
    meta = ds.__dict__.get('file_meta')
    if meta is None or str(meta.get('TransferSyntaxUID')) not in JPEG_2000 or ds.get('PixelRepresentation') != 0:
        return samples
    data = get_frame(ds.PixelData, frame, number_of_frames=frames)
    at = data.find(b'\xff\x51')
    depth = data[at + 40] if 0 <= at < len(data) - 40 else 0
    if not depth & 0x80:
        return samples
    notes.append("the codestream's sign was taken")
    bits = (depth & 0x7F) + 1
    values = samples.astype('i8') & (1 << bits) - 1
    return values - ((values >> (bits - 1)) << bits)
