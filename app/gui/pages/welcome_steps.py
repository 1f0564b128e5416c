"""The steps of the set-up; each shows what it is given and asks by signals."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.gui.pages.model_words import machine_text
from app.gui.pages.sheet import Notice, Prose, row
from app.gui.pages.welcome_words import Told, model_told
from app.gui.words import Retranslated, tr
from app.services.machine import Machine
from app.services.model_shelf import ShelvedModel


class Step(Retranslated, QWidget):
    """One page of the set-up. `told`: what it found, for the summary; None before."""

    def __init__(self) -> None:
        super().__init__()
        self.intro = Prose()
        self.whole = QVBoxLayout(self)
        self.whole.setSpacing(12)
        self.whole.addWidget(self.intro)

    def title(self) -> str:
        raise NotImplementedError

    def told(self) -> Told | None:
        return None

    def forget(self) -> None:
        """Nothing of who did it stays."""


class MachineStep(Step):
    def __init__(self) -> None:
        super().__init__()
        self._machine: Machine | None = None
        self._microphones: tuple[str, ...] | None = None
        self.found, self.microphones, self.notice = Prose(), Prose(), Notice()
        for part in (self.found, self.microphones, self.notice):
            self.whole.addWidget(part)
        self.whole.addStretch(1)
        self.retranslate()

    def title(self) -> str:
        return tr("This machine")

    def retranslate(self) -> None:
        self.intro.setText(tr("What ERScribe found to work with."))
        machine, names = self._machine, self._microphones
        self.found.setText(machine_text(machine) if machine else tr("Looking at this machine…"))
        if names is None:
            self.microphones.setText(tr("Looking for microphones…"))
        else:
            self.microphones.setText(
                tr("Microphones: {names}").format(names=", ".join(names) or tr("none"))
            )
        told = self.told()
        if told is not None:
            self.notice.put(*told)

    def show_machine(self, machine: Machine) -> None:
        self._machine = machine
        self.retranslate()

    def show_microphones(self, names: tuple[str, ...]) -> None:
        self._microphones = names
        self.retranslate()

    def told(self) -> Told | None:
        if self._machine is None or self._microphones is None:
            return None
        if not self._microphones:
            return "red", tr("No microphone was found. Plug one in; ERScribe finds it at once.")
        if self._machine.gpu_usable:
            return "grey", tr("A GPU does the recognising; large models keep up with speech.")
        return "amber", tr("Without a GPU everything works, and small models keep up with speech.")


class ModelStep(Step):
    """models_asked: to the models page."""

    models_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._models: tuple[ShelvedModel, ...] | None = None
        self.notice, self.more = Notice(), QPushButton()
        self.whole.addWidget(self.notice)
        self.whole.addLayout(row(self.more, None))
        self.whole.addStretch(1)
        self.more.clicked.connect(self.models_asked)
        self.retranslate()

    def title(self) -> str:
        return tr("Model")

    def retranslate(self) -> None:
        self.intro.setText(tr("The model that writes down what is said."))
        self.more.setText(tr("Open the &models page"))
        told = self.told()
        if told is not None:
            self.notice.put(*told)

    def show_models(self, models: tuple[ShelvedModel, ...]) -> None:
        self._models = models
        self.retranslate()

    def told(self) -> Told | None:
        return model_told(self._models) if self._models is not None else None


class SummaryStep(Step):
    """What every step found, and what comes next."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[Step, ...] = ()
        self.lines = [Notice() for _ in range(4)]
        self.next = Prose()
        for part in (*self.lines, self.next):
            self.whole.addWidget(part)
        self.whole.addStretch(1)
        self.retranslate()

    def title(self) -> str:
        return tr("Summary")

    def sum_up(self, steps: tuple[Step, ...]) -> None:
        self._steps = steps
        self.retranslate()

    def retranslate(self) -> None:
        self.intro.setText(tr("What was found. The set-up can be run again from the menu."))
        for line, step in zip(self.lines, self._steps, strict=False):
            tone, text = step.told() or ("amber", tr("not done yet"))
            line.put(tone, f"{step.title()}: {text}")
        self.next.setText(
            tr(
                "Until a first administrator is made, ERScribe is a sandbox for made-up encounters "
                "only. To make the first administrator of a clinical store, at a terminal: "
                "{command}"
            ).format(command="erscribe users init")
        )
