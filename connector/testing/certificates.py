"""Certificates for simulated systems: an authority made up on the spot, and a server certificate in any state.

Needs the ``test`` extra; only who wants TLS imports it.
"""

import ipaddress
import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DAY = timedelta(days=1)


class ServerIdentity:
    """Key, certificate and authority of one server, in files of their own that ``close`` removes.

    ``since`` and ``until`` say when the certificate is valid, counted from now; ``address`` is whom it is made out to.
    """

    def __init__(self, *, since: timedelta = -_DAY, until: timedelta = 30 * _DAY, address: str = "127.0.0.1") -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="connector-tls-")
        folder = Path(self._folder.name)
        self.ca_file = folder / "authority.pem"
        server_file = folder / "server.pem"
        authority, server = _issue(since, until, address)
        self.ca_file.write_bytes(authority)
        server_file.write_bytes(server)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(server_file)

    @classmethod
    def expired(cls) -> Self:
        return cls(since=-30 * _DAY, until=-_DAY)

    def close(self) -> None:
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _issue(since: timedelta, until: timedelta, address: str) -> tuple[bytes, bytes]:
    """PEM of the authority, and of the server's certificate with its key."""
    now = datetime.now(UTC)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = _name("Simulated authority")
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    known_by = x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key())
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key(), now - 365 * _DAY, now + 365 * _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(known_by, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    made_out_to = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    server = (
        _builder(_name("Simulated system"), authority_name, key.public_key(), now + since, now + until)
        .add_extension(made_out_to, critical=False)
        .add_extension(issued_by, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return authority.public_bytes(pem), server.public_bytes(pem) + private


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
    )
