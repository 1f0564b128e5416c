"""A recording on the terminal: one line that lives, and above it what was said and heard."""

from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from app.cli.render import LEVEL_MARKS, LEVEL_STYLES, because
from app.domain.live import (
    Gap,
    Lag,
    Level,
    LiveAlert,
    LiveEvent,
    LiveWords,
    Notice,
    Ready,
    Status,
    Trouble,
    TroubleOver,
)
from app.export.transcripts import clock
from app.services.events import StageProgress
from app.text.tokens import joined

METER_CELLS = 24
QUIETEST_DBFS = -60.0
CLIPPED_DBFS = -0.1
REFRESH_HZ = 10
DRAFT = "live text is a draft; the final text comes after stop"


class LiveScreen:
    """Shows events as they come: bars on a terminal, plain lines elsewhere.

    Everything goes to stderr; stdout is kept for the finished note.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False, soft_wrap=True)
        self._live = Live(console=self._console, refresh_per_second=REFRESH_HZ, transient=True)
        self._drawn = self._console.is_terminal
        self._status = Status("idle")
        self._level = Level(0.0, -120.0, -120.0)
        self._lag_s = 0.0
        self._words: LiveWords | None = None
        self._alerts: dict[int, LiveAlert] = {}
        self._stage = ""

    def __enter__(self) -> "LiveScreen":
        if self._drawn:
            self._live.start()
            self.say(Text(f"   {DRAFT}", "dim"))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._drawn:
            self._live.stop()

    def show(self, event: LiveEvent | StageProgress) -> None:
        """Draw what an event changes."""
        match event:
            case Status():
                self._show_status(event)
            case Level():
                self._level = event
            case Lag():
                self._lag_s = event.lag_s
            case LiveWords():
                self._show_words(event)
            case LiveAlert():
                self._show_alert(event)
            case StageProgress():
                self._show_stage(event)
            case _:
                self._show_notable(event)
        if self._drawn:
            self._live.update(self._line())

    def _show_notable(self, event: LiveEvent) -> None:
        match event:
            case Trouble():
                self.say(Text(f"!! {event.sentence}", "bold red"))
            case TroubleOver():
                self.say(Text(f"   {event.kind.replace('_', ' ')}: over", "dim"))
            case Gap():
                length_s = event.end_s - event.start_s
                self.say(
                    Text(
                        f"[{clock(event.start_s)}] gap of {length_s:.1f} s: "
                        f"{event.reason.replace('_', ' ')}",
                        "yellow",
                    )
                )
            case Notice():
                self.say(Text(f"   {event.channel}: {event.sentence}", "dim"))
            case Ready():
                self.say(Text("   live text is on", "dim"))

    def _show_status(self, status: Status) -> None:
        if (status.state, status.device) != (self._status.state, self._status.device):
            device = f", {status.device}" if status.device else ""
            self.say(Text(f"   {status.state}{device}", "dim"))
        if status.preroll_s and not self._status.preroll_s:
            self.say(Text(f"   keeping the last {status.preroll_s:.0f} s in memory", "yellow"))
        self._status = status

    def _show_words(self, words: LiveWords) -> None:
        self._words = None if words.ended else words
        if words.ended and words.words:
            said = joined([word.text for word in words.words], words.language)
            self.say(Text(f"[{clock(words.words[0].start_s)}] {said}"))

    def _show_alert(self, alert: LiveAlert) -> None:
        before = self._alerts.get(alert.number)
        self._alerts[alert.number] = alert
        if before is not None and (before.level, before.acknowledged_by) == (
            alert.level,
            alert.acknowledged_by,
        ):
            return
        said = alert.heard or alert.keyword.replace("_", " ")
        line = Text(f"{LEVEL_MARKS[alert.level]} ")
        line.append(f" {alert.level.upper():<5} ", LEVEL_STYLES[alert.level])
        line.append(
            f" Keyword heard: {said} [{clock(alert.start_s)}]  {alert.source}{because(alert)}"
        )
        self.say(line)

    def _show_stage(self, event: StageProgress) -> None:
        stage = f"{event.stage} {round(event.overall * 100)} %"
        if not self._drawn and event.stage != self._stage.partition(" ")[0]:
            self.say(Text(f"   {event.stage}"))
        self._stage = stage

    def say(self, line: Text) -> None:
        """A line that stays."""
        self._console.print(line)

    def _line(self) -> Text:
        if self._stage:
            return Text(f"{self._stage}  (Ctrl-C: later)", "bold")
        line = Text()
        recording = self._status.state == "recording"
        line.append(" REC " if recording else f" {self._status.state} ", _lamp(recording))
        line.append(f" {clock(self._level.audio_s)} ")
        line.append_text(meter(self._level))
        line.append(f" text {self._lag_s:.0f} s behind " if self._lag_s > 1 else " ", "dim")
        if self._words is not None:
            line.append_text(tail(self._words, self._console.width - line.cell_len - 1))
        return line


def _lamp(recording: bool) -> str:
    return "bold white on red" if recording else "reverse"


def meter(level: Level) -> Text:
    """A bar of the level with its figure; the peak is marked, clipping is written out."""
    share = 1 - max(QUIETEST_DBFS, min(0.0, level.rms_dbfs)) / QUIETEST_DBFS
    filled = round(share * METER_CELLS)
    bar = Text("▮" * filled, "green")
    bar.append("▯" * (METER_CELLS - filled), "dim")
    if level.peak_dbfs >= CLIPPED_DBFS:
        bar.append(" TOO LOUD ", "bold red")
    else:
        bar.append(f" {max(level.rms_dbfs, -99.0):4.0f} dB")
    return bar


def tail(words: LiveWords, cells: int) -> Text:
    """The latest words of an open region, the unconfirmed ones dim and in brackets."""
    texts = [word.text for word in words.words]
    sure = joined(texts[: words.confirmed], words.language)
    open_ = joined(texts[words.confirmed :], words.language)
    line = Text(sure)
    if open_:
        line.append(f" ({open_})" if sure else f"({open_})", "dim")
    if line.cell_len <= cells:
        return line
    while line and line.cell_len >= cells:  # Hanzi are two cells wide
        line = line[1:]
    return Text("…").append_text(line)
