"""The whole error tree.

AppError                 one clear sentence, free of patient data
├ InternalError          a bug; carries only the original type
├ SettingsError          file, key, reason
├ ResourceError          lexicon, keyword list or template unusable
│ └ ModelError           weights missing, altered, or unloadable
├ VocabularyError        a vocabulary to build from is missing, broken, or another file
├ AudioError
│ ├ DeviceError          no microphone, unplugged, overrun
│ └ DecodeError          unreadable or unsupported file
├ RecognitionError       detector, recogniser or diarizer failed
├ StoreError
│ ├ NotFoundError        no such encounter, recording or note
│ │ └ SoundNotKeptError  its text is kept here, its sound only in the file it came from
│ ├ SignedNoteError      a signed note is never edited in place
│ ├ SandboxError         the sandbox profile refuses real encounters
│ ├ AccessError          this user may not do this, or nobody is signed in
│ │ ├ GlassNeededError   only by breaking the glass
│ │ └ SignInError        wrong credential, or locked out
│ │   ├ CodeNeededError  right so far; the second factor's code is missing
│ │   └ ChangeNeededError  right, but the password must be changed first
│ ├ LockedStoreError     the store's key is not to be had, or is another store's
│ └ IntegrityError       stored data does not match its proof
└ ExportError            document invalid, or refused by its receiver
  └ UnwritableError      a signed note cannot be written in a form
"""


class AppError(Exception):
    """Base of every error a user may see; `exit_code` follows the command-line contract."""

    exit_code = 1


class InternalError(AppError):
    """A bug. Only the type of the original error is kept, since its text may quote a patient."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(f"internal error ({type(cause).__name__})")


class SettingsError(AppError):
    """A setting is unknown or has an impossible value."""

    exit_code = 2


class ResourceError(AppError):
    """A lexicon, keyword list or note template cannot be used."""

    exit_code = 3


class VocabularyError(AppError):
    """A vocabulary that a lexicon is to be built from cannot be used."""


class ModelError(ResourceError):
    """Model weights are missing, altered or cannot be loaded."""


class AudioError(AppError):
    """Audio could not be obtained."""


class DeviceError(AudioError):
    """No microphone, or it was lost."""

    exit_code = 3


class DecodeError(AudioError):
    """A file is not readable as audio."""


class RecognitionError(AppError):
    """Detector, recogniser or diarizer failed on a region."""


class StoreError(AppError):
    """The database cannot do what was asked."""


class NotFoundError(StoreError):
    """No record with this identifier."""


class SoundNotKeptError(NotFoundError):
    """A file was transcribed and not copied: who has the file can listen to it."""


class SignedNoteError(StoreError):
    """A signed note is amended, never edited."""


class SandboxError(StoreError):
    """The sandbox profile refuses anything that claims to be a real encounter."""


class AccessError(StoreError):
    """This user may not do this, or nobody is signed in."""

    exit_code = 3


class GlassNeededError(AccessError):
    """Not assigned to this patient; who needs to read this all the same says why."""


class SignInError(AccessError):
    """A wrong credential, or too many of them."""


class CodeNeededError(SignInError):
    """The password is right; the code of the second factor is asked for too."""


class ChangeNeededError(SignInError):
    """The credential is right, but the password is temporary or too old."""


class LockedStoreError(StoreError):
    """The store's key is not to be had here, or is that of another store."""

    exit_code = 3


class IntegrityError(StoreError):
    """Stored data does not match its proof."""

    exit_code = 4


class ExportError(AppError):
    """A document is invalid or was refused by its receiver."""


class UnwritableError(ExportError):
    """A signed note cannot be written in a form, so it does not leave in it."""

    exit_code = 4
