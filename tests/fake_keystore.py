"""A system keystore in memory, and one that is not there."""

from dataclasses import dataclass, field


@dataclass
class FakeKeystore:
    """One account's keystore on one machine. broken: it does not answer."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    broken: bool = False

    def get_password(self, service: str, username: str) -> str | None:
        self._answer()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._answer()
        del self.kept[service, username]

    def _answer(self) -> None:
        if self.broken:
            raise RuntimeError("no Secret Service on this bus")
