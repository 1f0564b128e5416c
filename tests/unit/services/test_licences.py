"""What ERScribe is made of."""

from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from app.services.licences import Find, licence_of, packages, texts


def installed(folder: Path, name: str, head: str, files: Mapping[str, str] | None = None) -> None:
    """Put a package's metadata into a folder."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n{head}\n", encoding="utf-8")
    record = [f"{name}-1.0.dist-info/METADATA,,"]
    for path, text in (files or {}).items():
        (info / path).parent.mkdir(parents=True, exist_ok=True)
        (info / path).write_text(text, encoding="utf-8")
        record.append(f"{name}-1.0.dist-info/{path},,")
    (info / "RECORD").write_text("\n".join(record), encoding="utf-8")


def finder(folder: Path) -> Find:
    def find(name: str) -> metadata.Distribution:
        for dist in metadata.distributions(path=[str(folder)]):
            if dist.metadata["Name"].casefold() == name.casefold():
                return dist
        raise metadata.PackageNotFoundError(name)

    return find


def test_all_that_is_needed_is_listed_through_others_too_but_no_extras(tmp_path: Path) -> None:
    installed(
        tmp_path,
        "erscribe",
        "License-Expression: Apache-2.0\nRequires-Dist: zeta>=1\n"
        'Requires-Dist: test; extra == "dev"',
    )
    installed(tmp_path, "zeta", "License: MIT\nRequires-Dist: alpha[x]==2\nRequires-Dist: gone")
    installed(tmp_path, "alpha", "Classifier: License :: OSI Approved :: BSD License")
    installed(tmp_path, "test", "License: MIT")
    found = packages(finder(tmp_path))
    assert [(one.name, one.licence) for one in found] == [
        ("erscribe", "Apache-2.0"),
        ("alpha", "BSD License"),
        ("zeta", "MIT"),
    ]


def test_a_licence_is_read_from_its_file_where_the_metadata_say_nothing(tmp_path: Path) -> None:
    installed(tmp_path, "one", "License: UNKNOWN", {"licenses/LICENSE": "\nMIT License\n\ntext"})
    installed(tmp_path, "none", "")
    find = finder(tmp_path)
    assert licence_of(find("one")) == "MIT License"
    assert licence_of(find("none")) == ""


def test_full_texts_come_with_the_names_of_their_files(tmp_path: Path) -> None:
    files = {"licenses/LICENSE": "first", "licenses/deep/NOTICE.txt": "second", "licenses/a.py": ""}
    installed(tmp_path, "one", "", files)
    installed(tmp_path, "two", "", {"COPYING": "alone"})
    find = finder(tmp_path)
    assert texts("one", find) == "=== LICENSE ===\n\nfirst\n\n=== deep/NOTICE.txt ===\n\nsecond"
    assert texts("two", find) == "alone"
    assert texts("absent", find) == ""


def test_what_is_installed_here_has_a_licence_nearly_always() -> None:
    found = {one.name.casefold(): one.licence for one in packages()}
    assert next(iter(found)) == "erscribe"
    assert "LGPL" in found["pyside6_essentials"]
    assert found["torch"]
    unsaid = [name for name, licence in found.items() if not licence]
    assert len(unsaid) <= 3, unsaid


def test_who_brings_no_text_of_a_licence_is_shown_with_one_all_the_same() -> None:
    qt = texts("PySide6_Essentials")
    assert "Copyright (C) The Qt Company Ltd." in qt
    lesser, general = "GNU LESSER GENERAL PUBLIC LICENSE", "TERMS AND CONDITIONS"
    assert 0 < qt.index(lesser) < qt.index(general)
    assert texts("shiboken6").count("Version 3, 29 June 2007") == 2
    assert texts("jieba").startswith("Copyright (c) 2013 Sun Junyi\n")
    assert "Permission is hereby granted" in texts("jieba")
    assert texts("tokenizers").startswith("tokenizers: Nicolas Patry, Anthony Moi\n")


def test_every_package_that_is_installed_has_its_text() -> None:
    assert {one.name for one in packages() if not texts(one.name)} <= {"erscribe"}
