"""Buttons and pedals that play: what they do to the sound bar, once there is one."""

from collections.abc import Callable

from app.domain.buttons import Act
from app.domain.playing import JUMP_S, SPEED_STEP
from app.gui.buttons import ButtonDesk, Toggled
from app.gui.sound.sound_bar import SoundBar


def play_by_buttons(desk: ButtonDesk, made: Callable[[], SoundBar | None]) -> None:
    """made: the sound bar, None as long as none was shown."""

    def with_bar(do: Callable[[SoundBar], object]) -> Callable[[], None]:
        def act() -> None:
            bar = made()
            if bar is not None:
                do(bar)

        return act

    acts: dict[Act, Callable[[SoundBar], object]] = {
        "back": lambda bar: bar.jump(-JUMP_S),
        "forward": lambda bar: bar.jump(JUMP_S),
        "slower": lambda bar: bar.change_speed(-SPEED_STEP),
        "faster": lambda bar: bar.change_speed(SPEED_STEP),
        "replay": SoundBar.replay,
    }
    for act, do in acts.items():
        desk.on(act, with_bar(do))

    def heard() -> bool:
        bar = made()
        return bar is not None and bar.hearing

    desk.play_with(Toggled(heard, with_bar(SoundBar.play_or_pause)))
