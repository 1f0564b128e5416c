"""What `store_url` may say."""

import pytest

from app.domain.store_address import StoreAddress, store_address

ROOT = {"sslrootcert": "/etc/ssl/ca.pem"}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "postgresql://erscribe@db.hospital.example/erscribe?sslrootcert=/etc/ssl/ca.pem",
            StoreAddress("erscribe", "db.hospital.example", 5432, "erscribe", ROOT),
        ),
        (
            "postgresql://er%40ed@10.0.0.7:6543/a%20b?sslrootcert=/etc/ssl/ca.pem",
            StoreAddress("er@ed", "10.0.0.7", 6543, "a b", ROOT),
        ),
        (
            "postgresql://erscribe@/erscribe?host=/run/postgresql",
            StoreAddress("erscribe", "/run/postgresql", 5432, "erscribe"),
        ),
        (
            "postgresql://erscribe@[::1]:5433/erscribe",
            StoreAddress("erscribe", "::1", 5433, "erscribe"),
        ),
        (
            "postgresql://erscribe@db/erscribe?hostaddr=10.0.0.7&sslrootcert=/etc/ssl/ca.pem",
            StoreAddress("erscribe", "db", 5432, "erscribe", ROOT, "10.0.0.7"),
        ),
    ],
)
def test_an_address_is_read_and_written_as_it_is(text: str, address: StoreAddress) -> None:
    assert store_address(text) == address
    assert store_address(str(address)) == address


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("postgresql://erscribe:secret@localhost/erscribe", "must not hold a password"),
        ("postgresql://erscribe:@localhost/erscribe", "must not hold a password"),
        ("postgres://erscribe@localhost/erscribe", "needs postgresql://"),
        ("sqlite:///x", "needs postgresql://"),
        ("postgresql://localhost/erscribe", "needs postgresql://"),
        ("postgresql://erscribe@localhost", "needs postgresql://"),
        ("postgresql://erscribe@localhost/a/b", "needs postgresql://"),
        ("postgresql://erscribe@localhost/erscribe#x", "needs postgresql://"),
        ("postgresql://erscribe@localhost:none/erscribe", "is no address"),
        ("postgresql://erscribe@localhost/erscribe?sslmode=disable", "does not know 'sslmode'"),
        ("postgresql://erscribe@/erscribe", "needs a host"),
        ("postgresql://erscribe@localhost/erscribe?host=/run/postgresql", "needs a host"),
        ("postgresql://erscribe@/erscribe?host=elsewhere", "needs a host"),
        ("postgresql://erscribe@db.hospital.example/erscribe", "needs .sslrootcert"),
        ("postgresql://erscribe@localhost/erscribe?hostaddr=10.0.0.7", "needs .sslrootcert"),
    ],
)
def test_what_is_no_address_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as refusal:
        store_address(text)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("host", "here"),
    [("/run", True), ("localhost", True), ("127.0.0.1", True), ("::1", True), ("db", False)],
)
def test_only_this_machine_is_here(host: str, here: bool) -> None:
    assert StoreAddress("erscribe", host, 5432, "erscribe").is_here is here
