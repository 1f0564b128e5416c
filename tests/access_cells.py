"""The 35 rows and 9 columns of rights as they were written before any code, and what each means.

tests/data/access/permissions.csv is the specification's own table; nothing here asks the program
what a cell means.
"""

import csv
import re
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.access import Role
from app.domain.permissions import Relation

TABLE = Path(__file__).parent / "data" / "access" / "permissions.csv"
COLUMNS: dict[str, Role] = {
    "physician_author": "physician",
    "physician_other": "physician",
    "nurse": "nurse",
    "auditor": "auditor",
    "emr_compliance": "emr_compliance",
    "sysadmin": "sysadmin",
    "secadmin": "secadmin",
    "emergency_unauth": "emergency_unauth",
    "export_service": "export_service",
}

DOES = {
    "P01": "recording.start",
    "P02": "recording.emergency",
    "P03": "recording.claim",
    "P04": "audio.play",
    "P05": "note.show",
    "P06": "glass.start",
    "P07": "note.edit",
    "P08": "note.suggest",
    "P09": "note.resolve",
    "P10": "speaker.relabel",
    "P11": "value.confirm",
    "P12": "note.sign",
    "P13": "note.cosign",
    "P14": "note.addendum",
    "P15": "note.error",
    "P16": "note.unarchive",
    "P17": "alert.acknowledge",
    "P18": "alerts.change",
    "P19": "lexicon.change",
    "P20": "export.send",
    "P21": "export.view",
    "P22": "note.disclose",
    "P23": "audit.view",
    "P24": "audit.export",
    "P25": "audit.verify",
    "P26": "audit.change",
    "P27": "users.change",
    "P28": "users.role",
    "P29": "site.change",
    "P30": "models.install",
    "P31": "store.backup",
    "P32": "keys.recover",
    "P33": "audio.erase",
    "P34": "phi.read",
    "P35": "note.handover",
}
"""The act by which a row is tried; a cell that approves is tried by its second step."""

BARE = Relation()
RELATED = Relation(assigned=True, department=True)
MEETS: dict[str, tuple[Relation, ...]] = {
    "A": (BARE,),
    "A(automatic)": (BARE,),
    "A(run job)": (BARE,),
    "A(own)": (Relation(author=True),),
    "A(own signed)": (Relation(author=True, signed=True),),
    "A(not own)": (BARE,),
    "B": (Relation(glass=True, scope="emergency"),),
    "C": (RELATED, Relation(department=True, supervises=True)),
    "C(own recording)": (Relation(recorded=True),),
    "C(vitals only)": (replace(RELATED, scope="vital"),),
    "C(registered supervisor)": (Relation(supervises=True),),
    "C(approve)": (BARE,),
    "C(propose)": (BARE,),
    "C(export rows only)": (Relation(scope="export rows"),),
    "C(no PHI)": (Relation(scope="no PHI"),),
    "C(offered by author or author's supervisor)": (Relation(offered=True),),
}
"""How an actor stands to the object when a cell's condition is met, in every way there is."""
FAILS: dict[str, tuple[Relation, ...]] = {
    "A(own signed)": (Relation(author=True),),
    "A(not own)": (Relation(oneself=True),),
    "B": (RELATED, BARE),
    "C": (BARE, Relation(department=True), Relation(glass=True)),
    "C(own recording)": (RELATED,),
    "C(vitals only)": (RELATED, Relation(scope="vital")),
    "C(registered supervisor)": (RELATED,),
    "C(export rows only)": (BARE,),
    "C(no PHI)": (BARE,),
    "C(offered by author or author's supervisor)": (RELATED,),
}
"""And ways in which it is not met."""


@dataclass(frozen=True)
class Cell:
    """One cell: row, column, what stands there, and what the row says beside it."""

    row: str
    column: str
    text: str
    proof: str
    codes: tuple[str, ...]

    @property
    def role(self) -> Role:
        return COLUMNS[self.column]

    @property
    def act(self) -> str:
        """The step that this cell allows or refuses."""
        approves = self.text == "C(approve)" and f"{DOES[self.row]}.approve"
        return approves or DOES[self.row]

    @property
    def of_author(self) -> bool:
        return self.column == "physician_author"

    @property
    def asks_proof(self) -> bool:
        return self.proof not in {"-", "never"}

    def stands(self, relation: Relation) -> Relation:
        return replace(relation, author=self.of_author or relation.author)


def cells() -> list[Cell]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        Cell(
            row["id"],
            column,
            row[column],
            row["reauth"],
            tuple(re.findall(r"[A-Z]{3,4}-[A-Z]+", row["audit_code"])),
        )
        for row in rows
        for column in COLUMNS
    ]


def label(cell: Cell) -> str:
    return f"{cell.row}-{cell.column}-{cell.text}"
