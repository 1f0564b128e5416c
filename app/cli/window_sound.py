"""What the window hears and is pressed with: recordings, pedals, microphones' buttons."""

from app import bootstrap, paths
from app.audio.buttons import HidButtons
from app.audio.files import FileReader, digest
from app.audio.player import LoudspeakerPlayer
from app.domain.buttons import button_map
from app.gui.buttons import ButtonParts
from app.services.playback import Playback
from app.settings import Settings
from app.store.sounds import SoundShelf


def playback() -> Playback:
    """Opens neither the database nor the loudspeaker before it is asked to."""
    player = LoudspeakerPlayer()
    player.choose(bootstrap.load_settings().loudspeaker)
    shelf = SoundShelf(paths.recordings_dir(), bootstrap.sound_keys())
    return Playback(bootstrap.database, shelf, player, FileReader(), digest)


def buttons(settings: Settings) -> ButtonParts:
    """No device is looked for before somebody listens."""
    return ButtonParts(HidButtons(), button_map(settings.button_map))
