from pathlib import Path

import pytest
import torch

from app.training.checkpoint import eased, save_whole


def test_the_rate_falls_from_its_peak_to_its_last_share() -> None:
    assert eased(0.0, 0.1) == pytest.approx(1.0)
    assert eased(0.5, 0.1) == pytest.approx(0.55)
    assert eased(1.0, 0.1) == pytest.approx(0.1)


def test_a_save_that_fails_leaves_the_old_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "encoder.pt"
    save_whole({"step": 1}, path)

    def full(_: object, part: Path) -> None:
        part.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.training.checkpoint.torch.save", full)
    with pytest.raises(OSError, match="No space"):
        save_whole({"step": 2}, path)
    assert torch.load(path, weights_only=True) == {"step": 1}
