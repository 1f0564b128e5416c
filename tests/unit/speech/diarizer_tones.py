"""People who speak in pure tones: models whose answers can be worked out by hand."""

import numpy as np
import torch
from torch import Tensor

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk
from app.speech.diarizer_models import SegmentationNet, SpeakerNet

LOW_HZ, MIDDLE_HZ, HIGH_HZ = 300.0, 1000.0, 3000.0
_FRAME = 320
_CLASSES = {(): 0, (0,): 1, (1,): 2, (2,): 3, (0, 1): 4, (0, 2): 5, (1, 2): 6}


def talk(duration_s: float, *parts: tuple[float, float, float]) -> AudioChunk:
    """parts: (tone in Hz, start_s, end_s), silence elsewhere."""
    time_s = np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    samples = np.zeros(len(time_s), np.float32)
    for tone_hz, start_s, end_s in parts:
        spoken = (time_s >= start_s) & (time_s < end_s)
        samples[spoken] += 0.2 * np.sin(2 * np.pi * tone_hz * time_s[spoken])
    return AudioChunk(samples)


def tone_levels(waveforms: Tensor) -> Tensor:
    """(batch, 1, samples) -> (batch, 3 tones, frames of 20 ms), about 1 where a tone sounds."""
    samples = waveforms[:, 0]
    frames = samples[:, : samples.shape[1] // _FRAME * _FRAME].reshape(len(samples), -1, _FRAME)
    spectrum = torch.fft.rfft(frames).abs() / (0.1 * _FRAME)
    bins = [round(tone_hz * _FRAME / SAMPLE_RATE_HZ) for tone_hz in (LOW_HZ, MIDDLE_HZ, HIGH_HZ)]
    levels: Tensor = spectrum[:, :, bins].transpose(1, 2)
    return levels


class ToneSegmenter(SegmentationNet):
    """Speaker k of a window is whoever speaks in tone k."""

    def forward(self, waveforms: Tensor) -> Tensor:
        heard = (tone_levels(waveforms) > 0.5).transpose(1, 2)
        scores = torch.full((*heard.shape[:2], 7), -20.0)
        for window, row in enumerate(heard.tolist()):
            for frame, present in enumerate(row):
                members = tuple(index for index, there in enumerate(present) if there)[:2]
                scores[window, frame, _CLASSES[members]] = 0.0
        return scores


class ToneEmbedder(SpeakerNet):
    """Embeds a speaker as the tones under their mask; counts the windows it is given."""

    windows_seen = 0

    @property
    def dimension(self) -> int:
        return 6

    def forward_frames(self, waveforms: Tensor) -> Tensor:
        self.windows_seen += len(waveforms)
        return tone_levels(waveforms)

    def vectors(self, statistics: Tensor) -> Tensor:
        return statistics
