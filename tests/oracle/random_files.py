#!/usr/bin/env python3
"""Random small DICOM images for render_check.py: what files say about their pixels, in every combination.

    random_files.py FOLDER [COUNT] [SEED]

Each file draws its depth, sign, High Bit, garbage in unused bits, photometric interpretation, polarity, rescale or
modality LUT, windows or VOI LUT, padding, functional groups, palette, planes and syntax. Attributes may be unusable.
"""
import os
import random
import sys

import numpy as np
import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless

MODALITIES = {'CT': '1.2.840.10008.5.1.4.1.1.2', 'MR': '1.2.840.10008.5.1.4.1.1.4', 'CR': '1.2.840.10008.5.1.4.1.1.1',
              'DX': '1.2.840.10008.5.1.4.1.1.1.1', 'PT': '1.2.840.10008.5.1.4.1.1.128', 'US': '1.2.840.10008.5.1.4.1.1.6.1',
              'NM': '1.2.840.10008.5.1.4.1.1.20', 'XA': '1.2.840.10008.5.1.4.1.1.12.1', 'OT': '1.2.840.10008.5.1.4.1.1.7'}


def number(draw, low, high):
    """A decimal string."""
    value = draw.uniform(low, high)
    return draw.choice([str(int(value)), f'{value:.1f}', f'{value:.4f}', f'{value:.3e}'])


def lut(draw, vr_signed, reach):
    """A LUT item over some of the values."""
    count, bits = draw.choice([(2, 8), (256, 8), (100, 10), (1024, 12), (4096, 16), (65536, 16)])
    start = draw.randint(*reach)
    item = Dataset()
    vr = 'SS' if vr_signed else 'US'
    start = max(-32768, min(32767, start)) if vr_signed else max(0, min(65535, start))
    item.add_new(0x00283002, vr, [0 if count == 65536 else count if not vr_signed or count < 32768 else count - 65536, start, bits])
    full = (1 << bits) - 1
    top = draw.choice([full, full, full // 2 + 1])
    entries = np.sort(np.array([draw.randint(0, top) for _ in range(count)], 'u2'))
    entries[-1] = top
    if draw.random() < 0.3:
        entries = entries[::-1]
    item.add_new(0x00283006, 'OW', entries.tobytes())
    item.ModalityLUTType = 'US'
    return item


def window(draw, target, low, high):
    """One or several windows; now and then an unusable one."""
    count = draw.choice([1, 1, 2, 3])
    span = max(high - low, 1)
    centers = [number(draw, low - span / 4, high + span / 4) for _ in range(count)]
    widths = [draw.choice(['1', '0.5', '0', '-3', number(draw, 1, span * 1.5), number(draw, 1, span)]) for _ in range(count)]
    target.WindowCenter, target.WindowWidth = (centers, widths) if count > 1 else (centers[0], widths[0])
    function = draw.choice([None, None, 'LINEAR', 'LINEAR_EXACT', 'SIGMOID'])
    if function:
        target.VOILUTFunction = function


def values_of(ds, target, low, high):
    """The range after modality."""
    slope, intercept = float(target.get('RescaleSlope', 1) or 0), float(target.get('RescaleIntercept', 0))
    return sorted([low * slope + intercept, high * slope + intercept]) if slope else (low, high)


def grey(draw, ds, stored, low, high, signed):
    ds.PhotometricInterpretation = draw.choice(['MONOCHROME1', 'MONOCHROME2', 'MONOCHROME2'])
    if draw.random() < 0.25:
        ds.PresentationLUTShape = draw.choice(['IDENTITY', 'INVERSE'])
    choice = draw.random()
    if choice < 0.6:
        ds.RescaleSlope = draw.choice(['1', '1', '-1', '2', '0.1', number(draw, -3, 3), '0'])
        ds.RescaleIntercept = draw.choice(['0', '-1024', number(draw, -1000, 1000)])
        if draw.random() < 0.4:
            ds.RescaleType = draw.choice(['HU', 'US', 'OD'])
    elif choice < 0.75 and ds.BitsStored <= 16:
        ds.ModalityLUTSequence = Sequence([lut(draw, signed, (low, high))])
        low, high = 0, 65535
    reach = values_of(ds, ds, low, high)
    choice = draw.random()
    if choice < 0.55:
        window(draw, ds, *reach)
    if 0.45 < choice < 0.7:
        negative = reach[0] < 0 and 'ModalityLUTSequence' not in ds
        ends = [int(max(-32768, min(65535, value))) for value in reach]
        ds.VOILUTSequence = Sequence([lut(draw, negative, tuple(ends)) for _ in range(draw.choice([1, 2]))])
    if draw.random() < 0.35:
        vr = 'SS' if signed else 'US'
        ends = [int(stored.flat[draw.randrange(stored.size)]) for _ in range(2)]
        edge = (-32768, 32767) if signed else (0, 65535)
        if all(edge[0] <= end <= edge[1] for end in ends):
            ds.add_new(0x00280120, vr, ends[0])
            if draw.random() < 0.5:
                ds.add_new(0x00280121, vr, ends[1])


def groups(draw, ds, frames, low, high):
    """Functional groups with rescales and windows, some of them missing."""
    for keyword in ('RescaleSlope', 'RescaleIntercept', 'RescaleType', 'ModalityLUTSequence', 'VOILUTSequence', 'WindowCenter',
                    'WindowWidth', 'VOILUTFunction'):
        if keyword in ds:
            delattr(ds, keyword)
    def item(chance):
        group, reach = Dataset(), (low, high)
        if draw.random() < chance:
            values = Dataset()
            values.RescaleSlope, values.RescaleIntercept = draw.choice(['1', '0.5', '-2', number(draw, 0.1, 4)]), number(draw, -500, 500)
            values.RescaleType = 'US'
            group.PixelValueTransformationSequence = Sequence([values])
            reach = values_of(ds, values, low, high)
        if draw.random() < chance:
            voi = Dataset()
            window(draw, voi, *reach)
            group.FrameVOILUTSequence = Sequence([voi])
        return group
    ds.SOPClassUID = '1.2.840.10008.5.1.4.1.1.4.1'
    ds.Modality = 'MR'
    ds.SharedFunctionalGroupsSequence = Sequence([item(0.6)])
    ds.PerFrameFunctionalGroupsSequence = Sequence([item(0.7) for _ in range(draw.choice([frames, frames, frames - 1]))])


def colour(draw, ds, rows, columns, frames):
    kind = draw.choice(['RGB', 'RGB', 'YBR_FULL', 'YBR_FULL_422', 'PALETTE COLOR'])
    ds.PhotometricInterpretation = kind
    if kind == 'PALETTE COLOR':
        ds.SamplesPerPixel, ds.PixelRepresentation = 1, 0
        ds.BitsAllocated, ds.BitsStored = draw.choice([(8, 8), (16, 16), (16, 12)])
        ds.HighBit = ds.BitsStored - 1
        count, bits = draw.choice([(256, 8), (256, 16), (100, 16), (4096, 16), (17, 8)])
        start = draw.choice([0, 0, 5, 100])
        for name in ('Red', 'Green', 'Blue'):
            entries = np.array([draw.randint(0, (1 << bits) - 1) for _ in range(count)], 'u1' if bits == 8 else '<u2')
            data = entries.tobytes()
            setattr(ds, name + 'PaletteColorLookupTableDescriptor', [count, start, bits])
            setattr(ds, name + 'PaletteColorLookupTableData', data + b'\0' * (len(data) % 2))
        return np.array([draw.randint(0, min(count + start + 20, (1 << ds.BitsStored) - 1)) for _ in range(frames * rows * columns)],
                        'u1' if ds.BitsAllocated == 8 else '<u2').tobytes()
    ds.SamplesPerPixel, ds.PixelRepresentation = 3, 0
    depth = 16 if kind == 'RGB' and draw.random() < 0.3 else 8
    ds.BitsAllocated = ds.BitsStored = depth
    ds.HighBit, ds.PlanarConfiguration = depth - 1, 0 if kind.endswith('422') else draw.choice([0, 1])
    samples = frames * rows * columns * (2 if kind.endswith('422') else 3)
    return np.array([draw.randint(0, (1 << depth) - 1) for _ in range(samples)], '<u2' if depth == 16 else 'u1').tobytes()


def make(path, draw):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    rows, columns, frames = draw.randint(4, 24), 2 * draw.randint(2, 12), draw.choice([1, 1, 1, 3])
    ds.Modality = draw.choice(list(MODALITIES))
    ds.SOPClassUID, ds.SOPInstanceUID = MODALITIES[ds.Modality], '2.25.1'
    ds.ImageType = draw.choice([['ORIGINAL', 'PRIMARY', 'AXIAL'], ['DERIVED', 'PRIMARY'], ['ORIGINAL', 'PRIMARY', 'LOCALIZER']])
    ds.Rows, ds.Columns = rows, columns
    if frames > 1:
        ds.NumberOfFrames = frames
    syntax = draw.choice([ExplicitVRLittleEndian] * 3 + [ImplicitVRLittleEndian, ExplicitVRBigEndian, RLELossless])
    if draw.random() < 0.25:
        data = colour(draw, ds, rows, columns, frames)
        syntax = ExplicitVRLittleEndian if ds.PhotometricInterpretation == 'YBR_FULL_422' or syntax == ExplicitVRBigEndian else syntax
        word = ds.BitsAllocated // 8
    else:
        word = draw.choice([1, 2, 2, 2, 4])
        allocated, stored_bits = 8 * word, draw.randint(max(1, 4 * word), 8 * word)
        high_bit, signed = draw.choice([stored_bits - 1, draw.randint(stored_bits - 1, allocated - 1)]), draw.random() < 0.4
        if syntax == RLELossless:
            high_bit = stored_bits - 1
        ds.SamplesPerPixel, ds.PixelRepresentation = 1, int(signed)
        ds.BitsAllocated, ds.BitsStored, ds.HighBit = allocated, stored_bits, high_bit
        half = 1 << stored_bits - 1 if signed else 0
        low, high = -half, (1 << stored_bits) - 1 - half
        mode = (low + high) / 2 if draw.random() < 0.5 else draw.uniform(low, high)
        pixels = np.array([int(draw.triangular(low, high, mode)) for _ in range(frames * rows * columns)], 'i8')
        shift = high_bit + 1 - stored_bits
        field = (1 << stored_bits) - 1
        garbage = np.array([draw.getrandbits(allocated) for _ in range(len(pixels))], 'u8') if syntax != RLELossless else 0
        cells = ((pixels & field) << shift).astype('u8') | (garbage & ~np.uint64(field << shift))
        data = cells.astype(f'<u{word}').tobytes()
        grey(draw, ds, pixels, low, high, signed)
        if frames > 1 and draw.random() < 0.6:
            groups(draw, ds, frames, low, high)
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian if syntax == RLELossless else syntax
    if syntax == ExplicitVRBigEndian and word > 1:
        data = np.frombuffer(data, f'<u{word}').astype(f'>u{word}').tobytes()
    if syntax == ExplicitVRBigEndian:
        # LUT data are words as well.
        for keyword in ('ModalityLUTSequence', 'VOILUTSequence'):
            for item in ds.get(keyword) or []:
                item.LUTData = np.frombuffer(item.LUTData, '<u2').astype('>u2').tobytes()
    ds.PixelData = data + b'\0' * (len(data) % 2)
    ds['PixelData'].VR = 'OB' if word == 1 and syntax != ImplicitVRLittleEndian and syntax != ExplicitVRBigEndian else 'OW'
    if syntax == ExplicitVRBigEndian and word == 1:
        ds['PixelData'].VR = 'OB'
    if syntax == RLELossless:
        try:
            ds.compress(RLELossless, generate_instance_uid=False)
        except ValueError:
            pass  # a depth that pydicom does not compress stays native
    syntax = ds.file_meta.TransferSyntaxUID
    ds.save_as(path, implicit_vr=syntax.is_implicit_VR, little_endian=syntax.is_little_endian, enforce_file_format=True)


def main():
    folder, count, seed = sys.argv[1], int((sys.argv[2:] + ['300'])[0]), int((sys.argv[3:] + ['1'])[0])
    os.makedirs(folder, exist_ok=True)
    pydicom.config.settings.writing_validation_mode = pydicom.config.IGNORE
    for index in range(count):
        make(os.path.join(folder, f'{index:05}.dcm'), random.Random(seed * 1_000_003 + index))


if __name__ == '__main__':
    main()
