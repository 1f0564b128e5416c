"""The model that routes texts to sections: a linear one, from MTS-Dialog's training part.

Every row gives two examples of its header, the dialogue and the note text made from it. Support
vector machine on hashed words and word pairs (Fan and others, LIBLINEAR, 2008), stored in whole
numbers of eight bits. Deterministic: the same texts and packages give the same bytes.

python -m app.training.sections FOLDER_OF_MTS_DIALOG [OUT]
"""

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from app.paths import MODELS
from app.text.sections import BUCKETS, CONFIG, FOLDER, WEIGHTS, hashed

TRAINING = "MTS-Dialog-TrainingSet.csv"
COST = 0.5
_STEPS = 127
_IDF_STEPS = 255


def examples(path: Path) -> tuple[list[str], list[str]]:
    """Texts and headers of a file of MTS-Dialog: dialogues first, then the notes of all rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    headers = [row["section_header"] for row in rows]
    texts = [row["dialogue"] for row in rows] + [row["section_text"] for row in rows]
    return texts, headers + headers


def counted(texts: Sequence[str]) -> csr_matrix:
    """One row of hashed features a text."""
    found = [hashed(text) for text in texts]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in found)])
    columns = np.concatenate([buckets for buckets, _ in found])
    values = np.concatenate([values for _, values in found])
    return csr_matrix((values, columns, ends), shape=(len(texts), BUCKETS))


def train(texts: Sequence[str], headers: Sequence[str], out: Path) -> None:
    """Fit the model and write it into a folder."""
    features = counted(texts)
    seen = np.bincount(features.indices, minlength=BUCKETS)
    idf = np.log((1 + len(texts)) / (1 + seen)) + 1
    step = float(idf.max()) / _IDF_STEPS
    whole = np.round(idf / step).astype(np.uint8)
    weighed = normalize(features @ diags(whole * step))
    model = LinearSVC(C=COST, class_weight="balanced", random_state=0, max_iter=5000)
    model.fit(weighed, headers)
    scale = np.abs(model.coef_).max(axis=1) / _STEPS
    weights = np.round(model.coef_ / scale[:, None]).astype(np.int8)
    out.mkdir(parents=True, exist_ok=True)
    config = {"headers": list(model.classes_), "idf_step": step, "buckets": BUCKETS}
    (out / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    np.savez_compressed(
        out / WEIGHTS,
        weights=weights,
        scale=scale.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
        idf=whole,
    )


def main(arguments: Sequence[str]) -> None:
    out = Path(arguments[1]) if len(arguments) > 1 else MODELS / FOLDER
    train(*examples(Path(arguments[0]) / TRAINING), out)
    print(f"{out}: {sum(one.stat().st_size for one in out.iterdir())} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
