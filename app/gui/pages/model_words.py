"""Models and machines in words."""

from typing import Final

from app.gui.pages.sheet import megabytes
from app.gui.words import tr
from app.services.machine import Machine
from app.services.model_shelf import ShelvedModel

SHORT: Final = 16
"""Digits of a hash that are shown."""


def kind_name(kind: str) -> str:
    names = {
        "recognizer": tr("words"),
        "segmentation": tr("speakers: who talks when"),
        "embedding": tr("speakers: whose voice"),
        "keywords": tr("keyword alerts"),
        "detector": tr("speech or no speech"),
    }
    return names.get(kind, kind)


def why_text(model: ShelvedModel) -> str:
    match model.why:
        case "by settings":
            return tr("In force: the settings name it.")
        case "best for GPU":
            return tr("In force: the largest recogniser here, and a GPU that runs it.")
        case "no GPU":
            return tr("In force: a larger one is here, but no GPU that would run it fast enough.")
        case "only one":
            return tr("In force: no other recogniser is here. It is a demonstration model.")
        case "fixed":
            return tr("In force: ERScribe always works with this one.")
        case _:
            return tr("Not in force.")


def machine_text(machine: Machine) -> str:
    """Processor, memory, GPU: one line each."""
    first = tr("Processor: {name}, {cores} cores").format(
        name=machine.processor, cores=machine.cores
    )
    memory = megabytes(machine.memory_bytes) if machine.memory_bytes else tr("not known")
    return f"{first} · " + tr("memory: {size}").format(size=memory) + "\n" + gpu_text(machine)


def gpu_text(machine: Machine) -> str:
    if not machine.graphics:
        return tr("GPU: none that is usable; ERScribe computes on the processor.")
    names = ", ".join(
        tr("{name} (driver {driver}, {size})").format(
            name=one.name,
            driver=one.driver,
            size=megabytes(one.memory_bytes) if one.memory_bytes else tr("memory not known"),
        )
        for one in machine.graphics
    )
    if machine.gpu_usable:
        return tr("GPU: {names}").format(names=names)
    return tr("GPU: {names}; the recogniser cannot use it. See: {command}").format(
        names=names, command="erscribe doctor"
    )
