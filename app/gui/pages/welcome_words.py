"""What the set-up found, in words."""

from app.domain.trial import Tried
from app.gui.look import Tone, begun
from app.gui.words import said, tr
from app.services.model_shelf import ShelvedModel

Told = tuple[Tone, str]


def model_told(models: tuple[ShelvedModel, ...]) -> Told:
    """Which recogniser is recommended, and why."""
    one = next((one for one in models if one.kind == "recognizer" and one.in_force), None)
    if one is None:
        return "grey", tr("A folder that the settings name is used. The self-test shows how well.")
    name = tr("Recommended: {name}.").format(name=one.name) + " "
    match one.why:
        case "by settings":
            return "grey", name + tr("The settings name it.")
        case "best for GPU":
            return "grey", name + tr("It is the largest here, and this machine's GPU runs it.")
        case "no GPU":
            return "amber", name + tr(
                "A larger one is here, but without a GPU it would fall behind what is said. "
                "You may choose it on the models page, for recordings that can wait."
            )
        case _:
            return "amber", name + tr(
                "It is the only one here: a demonstration model, not for clinical use. A system "
                "administrator brings in a clinical one on the models page."
            )


def sound_told(tried: Tried) -> Told:
    """How loud it was."""
    match tried.sound:
        case "silent":
            return "red", tr("Nothing was heard. Is the microphone switched on, and the right one?")
        case "faint":
            return "amber", tr("It was faint. Come nearer, or turn the microphone's level up.")
        case "clipping":
            return "amber", tr("It was too loud and was cut off. Turn the microphone's level down.")
        case "good":
            return "grey", tr("The level is good (loudest: {level} dB).").format(
                level=f"{tried.peak_dbfs:.0f}"
            )


def heard_told(tried: Tried) -> Told:
    """How many words were heard rightly."""
    counted = tr("{right} of {of} words were heard.").format(
        right=tried.matched.right, of=tried.matched.of
    )
    if not tried.heard:
        return "red", counted + " " + tr("No speech was found in it.")
    if tried.matched.well:
        return "grey", counted
    return "amber", counted + " " + tr(
        "That is few. Read it once more, nearer to the microphone; the model matters too."
    )


def speed_told(tried: Tried) -> Told:
    """Whether the workstation keeps up with speech."""
    text = tr("{sound} s of sound were recognised in {time} s by {model}.").format(
        sound=f"{tried.duration_s:.0f}", time=f"{tried.hear_s:.1f}", model=tried.model
    )
    if tried.hear_s <= tried.duration_s:
        return "grey", text
    return "amber", text + " " + tr("It falls behind what is said; the final text comes later.")


def sample_told(tried: Tried) -> Told:
    """Whether the bundled sample was understood."""
    counted = tr("{right} of {of} words of the sample are right.").format(
        right=tried.matched.right, of=tried.matched.of
    )
    if tried.matched.well:
        return "grey", counted
    return "red", counted + " " + tr("Something is wrong with the model; run: {command}").format(
        command="erscribe models verify"
    )


def troubles_told(tried: Tried) -> str:
    return "\n".join(begun(said(one)) for one in tried.troubles)
