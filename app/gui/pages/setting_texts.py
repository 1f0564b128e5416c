"""What the settings are called, what they do, and how they are grouped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from app.gui.words import tr
from app.settings import Settings

Group = Literal[
    "sound", "recognition", "notes", "notices", "emr", "patients", "backups", "directory", "look"
]

GROUPS: Final[Mapping[Group, tuple[str, ...]]] = {
    "sound": ("microphone", "preroll", "loudspeaker", "button_map"),
    "recognition": (
        *("languages", "chinese_script", "recognizer", "device", "compute_type"),
        *("weigh_terms", "rescore", "lexicon"),
        *("min_speakers", "max_speakers"),
    ),
    "notes": ("note_template",),
    "notices": (
        *("notify_desktop", "notify_sound", "notify_levels", "notify_site"),
        *("notify_webhook", "notify_webhook_token", "notify_proxy"),
        *("notify_smtp", "notify_smtp_from", "notify_smtp_to", "notify_smtp_login"),
        "notify_mllp",
    ),
    "emr": (
        *("emr_site", "emr_identifiers", "emr_fhir", "emr_fhir_token"),
        *("emr_hl7", "emr_hl7_receiver", "emr_hl7_form", "emr_hl7_acks", "emr_hl7_plain"),
        *("emr_folder", "emr_folder_forms", "emr_transcript"),
        *("emr_ca_file", "emr_certificate", "emr_certificate_key", "emr_key_passphrase"),
        "emr_proxy",
    ),
    "patients": (
        *("emr_patients", "emr_worklist", "emr_adt_listen", "emr_adt_from"),
        *("emr_adt_certificate", "emr_adt_certificate_key"),
    ),
    "backups": ("backup_dir", "audit_anchor_dir"),
    "directory": (
        *("store_url", "store_password", "key_passphrase", "ldap_url", "ldap_user_template"),
        *("ldap_base", "ldap_filter", "ldap_bind", "ldap_bind_password", "ldap_ca_file"),
    ),
    "look": ("window_language", "window_look", "high_contrast"),
}


@dataclass(frozen=True, slots=True)
class SettingText:
    """choices: by value, what it is called; empty where anything may be typed."""

    label: str
    why: str
    choices: Mapping[str, str] = field(default_factory=dict)


def group_names() -> dict[Group, str]:
    return {
        "sound": tr("Sound"),
        "recognition": tr("Recognition"),
        "notes": tr("Notes"),
        "notices": tr("Notices of alerts"),
        "emr": tr("Signed notes to the EMR"),
        "patients": tr("Patients from the EMR"),
        "backups": tr("Backups"),
        "directory": tr("Store and directory"),
        "look": tr("Language and look"),
    }


def texts() -> dict[str, SettingText]:
    """Of every setting, in the language in force."""
    parts = (
        *(_sound, _languages, _models, _notices, _receivers, _emr, _emr_ways, _emr_trust),
        *(_patients, _places, _directory, _look),
    )
    return {key: text for part in parts for key, text in part().items()}


def default_of(key: str, text: SettingText) -> str:
    """The default as it is shown."""
    value = getattr(Settings(), key)
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if value is None:
        return tr("not said")
    return text.choices.get(str(value), str(value)) or tr("nothing")


def _sound() -> dict[str, SettingText]:
    return {
        "microphone": SettingText(
            tr("Microphone"),
            tr("Its name, or part of it. Nothing: what the operating system has chosen."),
        ),
        "preroll": SettingText(
            tr("Keep two seconds from before Record"),
            tr("They lie in memory only, and the window shows that it listens."),
        ),
        "loudspeaker": SettingText(
            tr("Recordings are heard from"),
            tr("The name of a sound output. Nothing: what the operating system has chosen."),
        ),
        "button_map": SettingText(
            tr("Buttons and pedals"),
            tr(
                "What is not as usual, with commas between: f1=mark, play=nothing, "
                "key:F13=talk for a pedal that sends keys."
            ),
        ),
    }


def _languages() -> dict[str, SettingText]:
    both, english, mandarin = tr("English and Mandarin"), tr("English"), tr("Mandarin")
    return {
        "languages": SettingText(
            tr("Languages spoken"),
            tr("With both, ERScribe decides anew for each stretch of speech."),
            {"auto": both, "en": english, "zh": mandarin},
        ),
        "chinese_script": SettingText(
            tr("Chinese is written in"),
            tr("Whatever the recogniser writes is brought into this script."),
            {
                "simplified": tr("simplified characters"),
                "traditional": tr("traditional characters"),
            },
        ),
        "min_speakers": SettingText(
            tr("At least so many speakers"),
            tr("Of every recording. Helps to tell voices apart where it is known."),
        ),
        "max_speakers": SettingText(
            tr("At most so many speakers"), tr("Likewise; more voices are taken for these.")
        ),
        "note_template": SettingText(
            tr("Template of notes"), tr("The sections of a note, and their order."), _templates()
        ),
    }


def _templates() -> dict[str, str]:
    """Those that come with the program; a site's own go by their keys."""
    return {
        "ed_default": tr("Emergency department note"),
        "trauma": tr("Trauma note"),
        "chest_pain": tr("Chest pain note"),
        "paediatric_fever": tr("Paediatric fever note"),
        "ji_zhen_bing_li": tr("Emergency record (China)"),
        "ji_zhen_liu_guan": tr("Emergency observation record (China)"),
        "qiang_jiu_ji_lu": tr("Resuscitation record (China)"),
    }


def _models() -> dict[str, SettingText]:
    return {
        "recognizer": SettingText(
            tr("Recogniser"),
            tr("A model by its name, or a folder with one. The models page shows what is here."),
            {"auto": tr("the best that is here")},
        ),
        "device": SettingText(
            tr("Compute on"),
            tr("The processor alone is slower, and leaves the GPU to other programs."),
            {"auto": tr("the GPU where there is one"), "cpu": tr("the processor"), "cuda": "GPU"},
        ),
        "compute_type": SettingText(
            tr("Precision of computing"),
            tr("Less precision needs less memory. Choose another only if memory runs out."),
            {"auto": tr("as fits the device")},
        ),
        "weigh_terms": SettingText(
            tr("Weigh terms by their sound"),
            tr("Doubted words give way to a term of the lexicon that fits the sound better."),
        ),
        "rescore": SettingText(
            tr("Weigh hypotheses by language"),
            tr("Among likely sentences the one that people say; for the recogniser of ERScribe."),
        ),
        "lexicon": SettingText(
            tr("Built lexicon"),
            tr("What adds to the lexicon of ERScribe: erscribe lexicon build. None is needed."),
            {"auto": tr("the newest one"), "embedded": tr("none")},
        ),
    }


def _notices() -> dict[str, SettingText]:
    return {
        "notify_desktop": SettingText(
            tr("Show alerts on the desktop"),
            tr("A notification of the operating system, without any patient's words."),
        ),
        "notify_sound": SettingText(
            tr("Soft sound with alerts"), tr("A sound that no monitor makes.")
        ),
        "notify_levels": SettingText(
            tr("Tell others of"),
            tr("Which keyword alerts leave the window at all."),
            {
                "red": tr("red alerts"),
                "red,amber": tr("red and amber alerts"),
                "amber": tr("amber alerts"),
            },
        ),
        "notify_site": SettingText(
            tr("Name of this place"), tr("How the receiver shall know the ward or workstation.")
        ),
    }


def _receivers() -> dict[str, SettingText]:
    return {
        "notify_webhook": SettingText(
            tr("Web address for alerts"), tr("https only. It gets a short JSON message.")
        ),
        "notify_webhook_token": SettingText(
            tr("Its token is in"), tr("env:VARIABLE or file:PATH, never the token itself.")
        ),
        "notify_proxy": SettingText(
            tr("Proxy to it"), tr("host:port. No other proxy is ever used.")
        ),
        "notify_smtp": SettingText(
            tr("Mail server"), tr("host:port, or tls://host:port. Needs sender and receivers.")
        ),
        "notify_smtp_from": SettingText(tr("Sender of mails"), tr("One mail address.")),
        "notify_smtp_to": SettingText(
            tr("Receivers of mails"), tr("Mail addresses with commas between.")
        ),
        "notify_smtp_login": SettingText(
            tr("Login of the mail server is in"),
            tr("env:VARIABLE or file:PATH with user:password."),
        ),
        "notify_mllp": SettingText(
            tr("HL7 receiver"), tr("host:port, or tls://host:port, for HL7 v2 messages.")
        ),
    }


def _emr() -> dict[str, SettingText]:
    return {
        "emr_site": SettingText(
            tr("Name of the hospital"),
            tr("As the EMR shall know it. Needed to send notes."),
        ),
        "emr_identifiers": SettingText(
            tr("Its numbers are unique under"), tr("An address as https://hospital.example.")
        ),
        "emr_fhir": SettingText(
            tr("FHIR server for signed notes"), tr("https only. Nothing: none is sent there.")
        ),
        "emr_fhir_token": SettingText(
            tr("Its token is in"), tr("env:VARIABLE or file:PATH, never the token itself.")
        ),
        "emr_transcript": SettingText(
            tr("Send the transcript too"), tr("With speakers, as a document of its own.")
        ),
    }


def _emr_ways() -> dict[str, SettingText]:
    return {
        "emr_hl7": SettingText(
            tr("HL7 receiver for signed notes"), tr("host:port, or tls://host:port.")
        ),
        "emr_hl7_receiver": SettingText(
            tr("How it calls itself"), tr("APPLICATION^FACILITY, as its messages shall name it.")
        ),
        "emr_hl7_form": SettingText(
            tr("What it takes"),
            tr("Observations are for receivers that know no documents."),
            {"mdm": tr("documents (MDM)"), "oru": tr("observations (ORU)")},
        ),
        "emr_hl7_acks": SettingText(
            tr("What it answers"),
            tr("Whether it says apart that it got a message and that it filed it."),
            {"enhanced": tr("received, then filed"), "original": tr("one answer")},
        ),
        "emr_hl7_plain": SettingText(
            tr("Send there without encryption"),
            tr("Notes leave readable for whoever listens on the wire."),
        ),
        "emr_folder": SettingText(
            tr("Folder for signed notes"), tr("For an EMR that looks into a folder.")
        ),
        "emr_folder_forms": SettingText(
            tr("Files in it"), tr("Some of fhir, hl7, cda, pdf, docx, with commas between.")
        ),
    }


def _emr_trust() -> dict[str, SettingText]:
    secret = tr("env:VARIABLE or file:PATH, never the secret itself.")
    return {
        "emr_ca_file": SettingText(
            tr("Who issued their certificates"),
            tr("A PEM file. Nothing: whom the operating system trusts."),
        ),
        "emr_certificate": SettingText(
            tr("Certificate of this workstation"), tr("A PEM file, for receivers that ask for one.")
        ),
        "emr_certificate_key": SettingText(tr("Its key"), tr("A PEM file.")),
        "emr_key_passphrase": SettingText(tr("Passphrase of that key is in"), secret),
        "emr_proxy": SettingText(
            tr("Proxy to the EMR"), tr("host:port. No other proxy is ever used.")
        ),
    }


def _patients() -> dict[str, SettingText]:
    return {
        "emr_patients": SettingText(
            tr("FHIR server for patients"), tr("Where names and numbers are looked up. https only.")
        ),
        "emr_worklist": SettingText(
            tr("List of patients"), tr("A CSV file that another program keeps up to date.")
        ),
        "emr_adt_listen": SettingText(
            tr("Take admissions (HL7 ADT) at"), tr("host:port, or tls://host:port.")
        ),
        "emr_adt_from": SettingText(
            tr("Who may send them"), tr("IP addresses with commas between.")
        ),
        "emr_adt_certificate": SettingText(
            tr("Certificate shown to them"), tr("A PEM file, for tls://.")
        ),
        "emr_adt_certificate_key": SettingText(tr("Its key"), tr("A PEM file.")),
    }


def _places() -> dict[str, SettingText]:
    return {
        "backup_dir": SettingText(
            tr("Folder for backups"),
            tr("While the window is open: each hour, and when somebody signs out. Encrypted."),
        ),
        "audit_anchor_dir": SettingText(
            tr("Folder for proofs of the audit log"),
            tr("On another disk or a share, so that nobody can shorten the log unseen."),
        ),
    }


def _directory() -> dict[str, SettingText]:
    secret = tr("env:VARIABLE or file:PATH, never the secret itself.")
    return {
        "store_url": SettingText(
            tr("Common store"),
            tr("postgresql://ROLE@HOST/DATABASE. Nothing: a file of this workstation."),
        ),
        "store_password": SettingText(tr("Its password is in"), secret),
        "key_passphrase": SettingText(tr("Passphrase of the store's key is in"), secret),
        "ldap_url": SettingText(
            tr("The hospital's directory"),
            tr("ldaps://host. Users prove there who they are. Nothing: only ERScribe's own."),
        ),
        "ldap_user_template": SettingText(
            tr("Name to sign in with there"), tr("With {login} in it.")
        ),
        "ldap_base": SettingText(tr("Where users are looked up"), tr("A base, as ou=er,dc=…")),
        "ldap_filter": SettingText(tr("By which filter"), tr("With {login} in it.")),
        "ldap_bind": SettingText(tr("Service account that looks"), tr("Its distinguished name.")),
        "ldap_bind_password": SettingText(tr("Its password is in"), secret),
        "ldap_ca_file": SettingText(
            tr("Who issued its certificate"),
            tr("A PEM file. Nothing: whom the operating system trusts."),
        ),
    }


def _look() -> dict[str, SettingText]:
    system = tr("as the operating system")
    return {
        "window_language": SettingText(
            tr("Language of the window"),
            tr("It changes nothing of what is recognised."),
            {"system": system, "en": "English", "zh": "简体中文"},
        ),
        "window_look": SettingText(
            tr("Colours"),
            tr("Both read equally well."),
            {"system": system, "light": tr("light"), "dark": tr("dark")},
        ),
        "high_contrast": SettingText(
            tr("High contrast"),
            tr("Black, white and thick edges, also where the operating system asks for none."),
        ),
    }
