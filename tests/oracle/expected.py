"""What a frame of a DICOM file must look like in 8 bits, by pydicom and by the formulas of PS3.3; for render_check.py.

pydicom does the decoding, the modality LUT, windows, VOI LUTs, palettes, YBR and ICC. In numpy here, because pydicom has
no function or ignores the attribute: functional groups, padding, polarity, default windows, dose scaling, supplemental
palettes, segments' colours, native grey values with unusual bits, and the sign and depth of LUT descriptors. Where both
exist they are compared with each other, and a disagreement is written into the notes.
"""
import logging
import warnings

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.pixels import apply_icc_profile, apply_modality_lut, apply_voi, apply_windowing, pixel_array

import colours
import decoded

warnings.filterwarnings('ignore')
logging.disable(50)

LOSSY = {f'1.2.840.10008.1.2.4.{number}' for number in (50, 51, 53, 55, 91, 93, 203, 111, 112)}
SEGMENTATIONS = ('1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.66.7')
CT = ('1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.2.1', '1.2.840.10008.5.1.4.1.1.2.2')
PERCENTILE = ('CT', 'MR', 'CR', 'DX', 'MG', 'XA', 'RF', 'IO', 'PX', 'RG', 'NM', 'OT')


class NotAnImage(Exception):
    """The file has no pixel data."""


class NotComparable(Exception):
    """No independent way to this picture; the text says why."""


class Picture:
    """The band that every sample must lie in: `low` to `high`, equal but for lossy frames. `labels` are the stored values
    of a label map whose file recommends no colours: any will do that tell the labels apart."""

    def __init__(self, low, high=None, ignore=None, tolerance=1.0, shared_chroma=False, notes=(), labels=None):
        self.low, self.high, self.labels = low, low if high is None else high, labels
        self.ignore, self.tolerance, self.shared_chroma, self.notes = ignore, tolerance, shared_chroma, list(notes)


def levels(brightness):
    """Brightness in 0..1 as 8 bits: floor(255 y + 0.5)."""
    return np.floor(255 * np.clip(brightness, 0, 1) + 0.5).astype(int)


def half_up(values):
    """Whole numbers, halves away from zero: the standard says only that a LUT takes whole ones."""
    return np.copysign(np.floor(np.abs(values) + 0.5), values)


def first(value):
    """The first of one or several values."""
    if value is None or isinstance(value, (str, bytes)):
        return value
    return next(iter(value), None) if hasattr(value, '__iter__') else value


class Image:
    def __init__(self, path):
        ds = self.ds = pydicom.dcmread(path, force=True)
        if 'Rows' not in ds or not any(name in ds for name in ('PixelData', 'FloatPixelData', 'DoubleFloatPixelData')):
            raise NotAnImage
        self.frames = max(1, int(ds.get('NumberOfFrames', 1) or 1))
        self.path, self.syntax = path, ds.file_meta.get('TransferSyntaxUID') if 'file_meta' in ds.__dict__ else None
        known = bool(self.syntax) and self.syntax.is_transfer_syntax
        self.encapsulated = bool(self.syntax) and (not known or self.syntax.is_encapsulated)
        self.lossy = str(self.syntax) in LOSSY
        self.samples, self.photometric = ds.get('SamplesPerPixel', 1), ds.get('PhotometricInterpretation', '')
        self.segmentation = ds.get('SOPClassUID') in SEGMENTATIONS
        words = [ds.get('Modality') or '-', self.photometric, 'lossy' if self.lossy else '']
        words += [self.syntax.name.split(' (')[0].split(',')[0] if self.encapsulated else 'native']
        self.kind = ' '.join(word for word in words if word)[:44]
        self.notes = []

    def group(self, frame, keyword):
        """The frame's item of a functional group, else the shared one; `None` without."""
        per_frame = self.ds.get('PerFrameFunctionalGroupsSequence') or []
        shared = (self.ds.get('SharedFunctionalGroupsSequence') or [])[:1]
        for groups in [*per_frame[frame:frame + 1], *shared]:
            if groups.get(keyword):
                return groups[keyword].value[0]
        return None

    def decode(self, frame, raw):
        return decoded.frame_of(self.ds, self.path, frame, self.frames, raw, self.notes)

    def stored(self, frame):
        """Stored values, and where rows are missing."""
        ds = self.ds
        if self.encapsulated or self.samples != 1:
            return self.decode(frame, raw=True), None
        big = self.syntax is not None and not self.syntax.is_little_endian
        data = ds.get('PixelData') or ds.get('FloatPixelData') or ds.get('DoubleFloatPixelData')
        floating = 'FloatPixelData' in ds or 'DoubleFloatPixelData' in ds
        allocated, count = ds.BitsAllocated, ds.Rows * ds.Columns
        if allocated not in (1, 8, 16, 32, 64):
            raise NotComparable(f'{allocated} bits allocated')
        if allocated == 1:
            if big and ds['PixelData'].VR == 'OW':
                data = np.frombuffer(data, '>u2').astype('<u2').tobytes()
            bits = np.unpackbits(np.frombuffer(data, 'u1'), bitorder='little')[frame * count:(frame + 1) * count]
            values = bits.astype('i8')
        else:
            kind = ('>' if big else '<') + ('f' if floating else 'u') + str(allocated // 8)
            if big and allocated == 8 and ds['PixelData'].VR == 'OW':
                data = np.frombuffer(data, '>u2').astype('<u2').tobytes()
            size = allocated // 8 * count
            piece = data[frame * size:(frame + 1) * size]
            values = np.frombuffer(piece[:len(piece) // (allocated // 8) * (allocated // 8)], kind)
            if not floating:
                values = values.astype('i8') >> (ds.HighBit + 1 - ds.BitsStored) & (1 << ds.BitsStored) - 1
                if ds.PixelRepresentation == 1:
                    values = values - ((values >> (ds.BitsStored - 1)) << ds.BitsStored)
        if len(values) == 0:
            raise NotComparable('the frame is not in the file')
        missing = None
        if len(values) < count:
            missing = np.arange(count).reshape(ds.Rows, ds.Columns) >= len(values) // ds.Columns * ds.Columns
            values = np.concatenate([values, np.zeros(count - len(values), values.dtype)])
        else:
            try:
                theirs = pixel_array(ds, index=frame if self.frames > 1 else None, raw=True)
                if not np.array_equal(theirs.ravel(), values, equal_nan=floating):
                    self.notes.append('pydicom reads other stored values than the formula')
            except Exception:
                pass
        return values.reshape(ds.Rows, ds.Columns), missing

    def agree(self, what, ours, theirs):
        """Notes where pydicom gives other values than the formula, or none."""
        try:
            if not np.array_equal(ours, theirs()):
                self.notes.append(f'pydicom applies the {what} otherwise')
        except Exception as error:
            self.notes.append(f'pydicom cannot apply the {what} ({type(error).__name__})')

    def modality(self, frame, stored):
        """Values after modality, in f64, and whether they are whole numbers."""
        ds, item = self.ds, self.group(frame, 'PixelValueTransformationSequence')
        whole = stored.dtype.kind in 'iu'
        source = Dataset() if item is None else item
        if item is None:
            log = ds.get('Modality') in ('XA', 'RF') and ds.get('PixelIntensityRelationship') in ('LOG', 'DISP')
            if ds.get('ModalityLUTSequence') and not log:
                lut = ds.ModalityLUTSequence[0]
                values = colours.look_up(lut.LUTDescriptor, lut.LUTData, stored, ds.PixelRepresentation == 1, ds)[0]
                self.agree('modality LUT', values, lambda: apply_modality_lut(stored, ds))
                return values.astype('f8'), True
            if ds.get('Modality') == 'RTDOSE' and 'DoseGridScaling' in ds:
                return stored * float(ds.DoseGridScaling), False
            source = ds
        slope, intercept = first(source.get('RescaleSlope')), first(source.get('RescaleIntercept'))
        if slope is None or float(slope) == 0 or not np.isfinite(float(slope)):
            return stored.astype('f8'), whole
        plain = Dataset()
        plain.RescaleSlope, plain.RescaleIntercept = str(slope), str(intercept or 0)
        whole &= float(slope) % 1 == 0 and float(intercept or 0) % 1 == 0
        return apply_modality_lut(stored, plain).astype('f8'), whole

    def padding(self, stored):
        """Where stored values are padding. US and SS of the attribute are often confused, so it is taken modulo 2^16."""
        ds, name = self.ds, 'PixelPadding'
        name = 'FloatPixelPadding' if 'FloatPixelData' in ds else name
        name = 'DoubleFloatPixelPadding' if 'DoubleFloatPixelData' in ds else name
        value = ds.get(name + 'Value')
        if value is None:
            return np.isnan(stored) if stored.dtype.kind == 'f' else np.zeros(stored.shape, bool)
        limit = ds.get(name + 'RangeLimit')
        ends = [value, value if limit is None else limit]
        if stored.dtype.kind != 'f':
            half = 1 << ds.BitsStored - 1 if ds.PixelRepresentation else 0
            top, size = (1 << ds.BitsStored) - half, 1 << max(16, ds.BitsAllocated)
            ends = [next((e for e in (int(end), int(end) - size, int(end) + size) if -half <= e < top), None)
                    for end in ends]
            if None in ends:
                return np.zeros(stored.shape, bool)
        return (stored >= min(ends)) & (stored <= max(ends)) | (np.isnan(stored) if stored.dtype.kind == 'f' else False)

    def is_hounsfield(self, frame):
        ds, item = self.ds, self.group(frame, 'PixelValueTransformationSequence')
        source = ds if item is None else item
        frame_type = self.group(frame, 'CTImageFrameTypeSequence')
        image_type = list((frame_type or {}).get('FrameType') or ds.get('ImageType') or [])
        kind = source.get('RescaleType')
        if 'LOCALIZER' in image_type[2:3] or str(ds.get('SOPClassUID', '')).startswith('1.2.840.10008.5.1.4.1.1.7'):
            return False
        if item is None and ds.get('ModalityLUTSequence'):
            return ds.ModalityLUTSequence[0].get('ModalityLUTType') == 'HU'
        slope = first(source.get('RescaleSlope'))
        if slope is None or float(slope) == 0 or not np.isfinite(float(slope)):
            return False
        if kind:
            return kind == 'HU'
        return ds.get('SOPClassUID') in CT and image_type[:1] == ['ORIGINAL']

    def default_window(self, frame, stored, values, whole, padding):
        """Lower and upper bound where the file has no window."""
        ds, kept = self.ds, values[~padding & np.isfinite(values)]
        modality = ds.get('Modality')

        def percent(p):
            # Windows of whole values have whole bounds.
            found = np.percentile(kept, p)
            return float(half_up(found) if whole else found)

        if len(kept) == 0:
            raise NotComparable('no value but padding and no window')
        full = float(kept.min()), float(kept.max())
        if stored.dtype.kind == 'f':
            return full
        if self.segmentation:
            return 0.0, float(ds.get('MaximumFractionalValue', 1) if ds.SegmentationType == 'FRACTIONAL' else 1)
        if self.is_hounsfield(frame):
            return 40 - 400 / 2, 40 + 400 / 2 - (1 if whole else 0)
        if modality == 'PT':
            found = 0.0, percent(99.5)
        elif modality == 'RTDOSE':
            found = 0.0, full[1]
        elif modality in PERCENTILE or (modality not in ('US', 'IVUS', 'SC') and ds.BitsStored > 8):
            found = percent(1), percent(99)
        elif ds.BitsStored > 8:
            found = full
        else:
            half = 1 << ds.BitsStored - 1 if ds.PixelRepresentation else 0
            ends = np.array([-half, (1 << ds.BitsStored) - 1 - half])
            found = tuple(sorted(self.modality(frame, ends)[0]))
        return found if found[0] < found[1] else full

    def voi(self, frame, stored, values, whole, padding, shown):
        """Brightness in 0..1 of the values `shown`; a default window is that of `values`."""
        ds, source = self.ds, self.group(frame, 'FrameVOILUTSequence')
        source = ds if source is None else source
        if source.get('VOILUTSequence'):
            lut = source.VOILUTSequence[0]
            ends = self.modality(frame, np.array([-(1 << ds.BitsStored - 1), 0, (1 << ds.BitsStored) - 1])
                                 [0 if ds.PixelRepresentation else 1:])[0] if ds.BitsStored < 32 else np.zeros(1)
            signed = bool(ends.min() < 0) and not ds.get('ModalityLUTSequence')
            found, bits = colours.look_up(lut.LUTDescriptor, lut.LUTData, half_up(shown), signed, ds)
            plain = Dataset()
            plain.VOILUTSequence, plain.file_meta = source.VOILUTSequence, self.ds.__dict__.get('file_meta')
            self.agree('VOI LUT', found, lambda: apply_voi(half_up(shown).astype('i8'), plain))
            return found / (2.0 ** bits - 1)
        centers, widths = ([float(v) for v in np.atleast_1d(source.get(name, []) if source.get(name) is not None else [])]
                           for name in ('WindowCenter', 'WindowWidth'))
        sound = [(c, w) for c, w in zip(centers, widths) if np.isfinite([c, w]).all() and w > 0]
        function = source.get('VOILUTFunction') or 'LINEAR'
        if sound:
            (center, width), function = sound[0], function if function in ('LINEAR_EXACT', 'SIGMOID') else 'LINEAR'
        else:
            lower, upper = self.default_window(frame, stored, values, whole, padding)
            width = upper - lower + (1 if whole else 0)
            center, function = lower + width / 2, 'LINEAR' if whole else 'LINEAR_EXACT'
            self.notes.append(f'default window {center:g}/{width:g}')
        return self.windowed(shown, center, width, function)

    def windowed(self, x, c, w, function):
        """C.11.2.1.2.1, C.11.2.1.3.1, C.11.2.1.3.2."""
        if function == 'SIGMOID':
            with np.errstate(over='ignore'):
                y = 1 / (1 + np.exp(-4 * (x - c) / w))
        elif function == 'LINEAR_EXACT' or w < 1:
            y = np.where(x <= c - w / 2, 0, np.where(x > c + w / 2, 1, (x - c) / w + 0.5))
        else:
            inner = (x - (c - 0.5)) / (w - 1) + 0.5 if w > 1 else 0
            y = np.where(x <= c - 0.5 - (w - 1) / 2, 0, np.where(x > c - 0.5 + (w - 1) / 2, 1, inner))
        if function != 'LINEAR' or w >= 1:
            plain = Dataset()
            plain.PhotometricInterpretation, plain.BitsStored, plain.PixelRepresentation = 'MONOCHROME2', 16, 0
            plain.WindowCenter, plain.WindowWidth, plain.VOILUTFunction = str(c)[:16], str(w)[:16], function
            theirs = apply_windowing(x, plain) / 65535
            if np.nanmax(np.abs(theirs - y), initial=0) > 0.5 / 255:
                self.notes.append('pydicom applies the window otherwise')
        return y

    def inverse(self):
        shape = self.ds.get('PresentationLUTShape')
        return shape == 'INVERSE' if shape in ('INVERSE', 'IDENTITY') else self.photometric == 'MONOCHROME1'

    def greys(self, frame, stored, shift=0):
        padding = self.padding(stored)
        values, whole = self.modality(frame, stored)
        shown = values if shift == 0 else self.modality(frame, stored + shift)[0]
        y = self.voi(frame, stored, values, whole, padding, shown)
        y = 1 - y if self.inverse() else y
        return np.where(padding, 0, levels(y))

    def picture(self, frame, icc=False):
        """What frame `frame` must look like; `None` where `icc` is asked for and there is no profile."""
        self.notes = []
        if self.ds.get('PresentationLUTSequence'):
            raise NotComparable('Presentation LUT Sequence')
        if icc:
            return colours.after_icc(self, frame, Picture, apply_icc_profile)
        if self.samples != 1 or self.photometric == 'PALETTE COLOR':
            return self.coloured(frame)
        stored, missing = self.stored(frame)
        if self.segmentation:
            found = colours.segments(self, frame, stored)
            labels = stored if found is None else None
            return Picture(stored if found is None else found, ignore=missing, notes=self.notes, labels=labels)
        if self.ds.get('PixelPresentation') in ('COLOR', 'MIXED') and 'RedPaletteColorLookupTableDescriptor' in self.ds:
            return Picture(colours.supplemental(self, frame, stored), ignore=missing, notes=self.notes)
        if not self.lossy:
            return Picture(self.greys(frame, stored), ignore=missing, notes=self.notes)
        band = np.sort([self.greys(frame, stored.astype('i8'), shift) for shift in (-2, 0, 2)], axis=0)
        return Picture(band[0], band[2], ignore=missing, notes=self.notes)

    def coloured(self, frame):
        ds = self.ds
        if self.photometric == 'PALETTE COLOR':
            stored, missing = self.stored(frame)
            return Picture(colours.palette(self, stored), ignore=missing, notes=self.notes)
        rgb = self.decode(frame, raw=False)
        subsampled = self.lossy and self.photometric in ('YBR_FULL_422', 'YBR_PARTIAL_420', 'YBR_PARTIAL_422')
        picture = Picture(levels(rgb / (2.0 ** ds.BitsStored - 1)), notes=self.notes)
        if self.lossy:
            picture.shared_chroma = subsampled or colours.jpeg_shares_chroma(ds, frame, self.frames)
            picture.tolerance = 8 if picture.shared_chroma else 6
        return picture
